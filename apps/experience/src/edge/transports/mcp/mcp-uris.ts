// Addresses of what a client may read as a resource.
export const FILE_TEMPLATE = 'biplane://files/{file_uuid}'
export const RESULT_TEMPLATE = 'biplane://artifacts/{artifact_id}'
export const VERSION_TEMPLATE = 'biplane://artifacts/{artifact_id}/versions/{version}'

export const fileUri = (id: string): string => `biplane://files/${encodeURIComponent(id)}`

/** A version's content never changes; without one it is the newest. */
export const resultUri = (id: string, version?: number): string =>
  `biplane://artifacts/${encodeURIComponent(id)}${version === undefined ? '' : `/versions/${version}`}`
