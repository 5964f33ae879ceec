// The version of the protocol that this release speaks. It grows when a client of the release before could not go on
// unchanged; new fields and new frame types, which clients ignore, do not count. [F12]

/** What a client of a release without versions speaks. */
export const FIRST_PROTOCOL_VERSION = 1
export const PROTOCOL_VERSION = 2
