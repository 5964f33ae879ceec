// Shape of a finding of the doctor: what was checked, whether it is well, and what to do if not.

/** @typedef {{ what: string, state: 'well' | 'note' | 'fault', says: string, remedy?: string }} Finding */

/** @returns {Finding} */
export const well = (what, says) => ({ what, state: 'well', says })

/** Worth knowing, and no reason to fail. @returns {Finding} */
export const note = (what, says, remedy) => ({ what, state: 'note', says, remedy })

/** @returns {Finding} */
export const fault = (what, says, remedy) => ({ what, state: 'fault', says, remedy })
