// Owns the shape of what the doctor finds: a thing looked at, whether it is well, and in words what to do when it is not.

/** @typedef {{ what: string, state: 'well' | 'note' | 'fault', says: string, remedy?: string }} Finding */

/** @returns {Finding} */
export const well = (what, says) => ({ what, state: 'well', says })

/** Worth knowing, and no reason to fail. @returns {Finding} */
export const note = (what, says, remedy) => ({ what, state: 'note', says, remedy })

/** @returns {Finding} */
export const fault = (what, says, remedy) => ({ what, state: 'fault', says, remedy })
