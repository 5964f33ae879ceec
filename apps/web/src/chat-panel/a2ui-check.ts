// Second validation of A2UI: listed components and properties only, bounded size, no address, no function. Experience
// has validated already; what fails here is not drawn. Pure. [U4, SECURITY 26]

/** Bytes, counts and characters above which nothing is drawn; as in the contract. */
const MESSAGE_CHARS = 64 * 1024
const COMPONENTS = 200
const TEXT_CHARS = 4_000

/** The components that are drawn, and what each may have beside `id`, `component` and `weight`. */
const PROPERTIES: Record<string, readonly string[]> = {
  Text: ['text', 'variant'],
  Row: ['children', 'justify', 'align'],
  Column: ['children', 'justify', 'align'],
  List: ['children', 'direction', 'align'],
  Card: ['child'],
  Divider: ['axis'],
  Button: ['child', 'variant', 'action'],
  TextField: ['label', 'value', 'variant'],
  CheckBox: ['label', 'value'],
  ChoicePicker: ['label', 'variant', 'options', 'value', 'displayStyle'],
}
const OF_ALL = ['id', 'component', 'weight']
const KINDS = ['createSurface', 'updateComponents', 'updateDataModel', 'deleteSurface'] as const

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The surface that a message is about; `null` for a message that is not to be drawn. */
export function surfaceIdOf(message: Json): string | null {
  const kinds = KINDS.filter((kind) => kind in message)
  const [kind] = kinds
  if (message.version !== 'v0.9' || kinds.length !== 1 || kind === undefined) return null
  const body = message[kind]
  return isObject(body) && typeof body.surfaceId === 'string' ? body.surfaceId : null
}

/** May it be drawn? */
export function isDrawable(message: Json): boolean {
  if (surfaceIdOf(message) === null || JSON.stringify(message).length > MESSAGE_CHARS) return false
  if (!isObject(message.updateComponents)) return true
  const { components } = message.updateComponents
  return Array.isArray(components) && components.length <= COMPONENTS && components.every(isListed)
}

function isListed(value: unknown): boolean {
  if (!isObject(value) || typeof value.component !== 'string' || typeof value.id !== 'string') return false
  const allowed = Object.hasOwn(PROPERTIES, value.component) ? PROPERTIES[value.component] : undefined
  if (!allowed) return false
  const known = Object.keys(value).every((name) => allowed.includes(name) || OF_ALL.includes(name))
  return known && isPlain(value)
}

/** Rejects function calls and texts too long to read. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= TEXT_CHARS
  if (Array.isArray(value)) return value.every(isPlain)
  if (!isObject(value)) return true
  if ('call' in value || 'functionCall' in value) return false
  return Object.values(value).every(isPlain)
}

/** What a person says by an action: the words that it carries, else its name and its values. `null` for nothing. */
export function wordsOf(name: string, context: Json): string | null {
  const { message } = context
  if (typeof message === 'string') return message.trim() === '' ? null : message
  const values = Object.entries(context).map(([key, value]) => `${plain(key)}: ${spoken(value)}`)
  const words = plain(name)
  const said = words.charAt(0).toUpperCase() + words.slice(1)
  return values.length === 0 ? said : `${said}: ${values.join(', ')}`
}

const plain = (name: string) => name.replaceAll('_', ' ')
const spoken = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(spoken).join(', ')
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return '–'
}
