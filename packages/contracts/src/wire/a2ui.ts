// Schema of what an agent may draw: A2UI messages of wire version v0.9 from a short list of components and properties.
// Functions, addresses, remote images and everything unlisted are rejected. [SECURITY 26]
import { z } from 'zod'

/** The catalogue whose components these are. */
export const A2UI_CATALOG = 'https://a2ui.org/specification/v0_9/catalogs/basic/catalog.json'

export const A2UI_LIMITS = {
  messageChars: 64 * 1024,
  componentsPerMessage: 200,
  depth: 16,
  textChars: 4_000,
} as const

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/)
const path = z.string().max(200)
const words = z.string().max(A2UI_LIMITS.textChars)
const bound = <T extends z.ZodType>(literal: T) => z.union([literal, z.strictObject({ path })])
const text = bound(words)
const children = z.union([z.array(id).max(A2UI_LIMITS.componentsPerMessage), z.strictObject({ componentId: id, path })])
const justify = z.enum(['start', 'center', 'end', 'spaceBetween', 'spaceAround', 'spaceEvenly', 'stretch']).optional()
const align = z.enum(['start', 'center', 'end', 'stretch']).optional()

/** What a person does goes back as a message of theirs; nothing runs in the page. */
const action = z.strictObject({
  event: z.strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
    context: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
        z.union([words, z.number(), z.boolean(), z.strictObject({ path })]),
      )
      .optional(),
  }),
})

const component = <T extends string, S extends z.ZodRawShape>(name: T, shape: S) =>
  z.strictObject({ id, component: z.literal(name), weight: z.number().optional(), ...shape })

export const a2uiComponent = z.discriminatedUnion('component', [
  component('Text', { text, variant: z.enum(['h1', 'h2', 'h3', 'h4', 'h5', 'caption', 'body']).optional() }),
  component('Row', { children, justify, align }),
  component('Column', { children, justify, align }),
  component('List', { children, direction: z.enum(['vertical', 'horizontal']).optional(), align }),
  component('Card', { child: id }),
  component('Divider', { axis: z.enum(['horizontal', 'vertical']).optional() }),
  component('Button', { child: id, variant: z.enum(['default', 'primary', 'borderless']).optional(), action }),
  component('TextField', {
    label: text,
    value: text.optional(),
    variant: z.enum(['longText', 'number', 'shortText']).optional(),
  }),
  component('CheckBox', { label: text, value: bound(z.boolean()) }),
  component('ChoicePicker', {
    label: text.optional(),
    variant: z.enum(['multipleSelection', 'mutuallyExclusive']).optional(),
    options: z.array(z.strictObject({ label: text, value: words })).max(100),
    value: bound(z.array(words).max(100)),
    displayStyle: z.enum(['checkbox', 'chips']).optional(),
  }),
])

const components = z
  .array(a2uiComponent)
  .min(1)
  .max(A2UI_LIMITS.componentsPerMessage)
  .refine(isTree, { message: 'the components must form a tree of at most 16 levels' })

const version = z.literal('v0.9')

const message = z.union([
  z.strictObject({ version, createSurface: z.strictObject({ surfaceId: id, catalogId: z.literal(A2UI_CATALOG) }) }),
  z.strictObject({ version, updateComponents: z.strictObject({ surfaceId: id, components }) }),
  z.strictObject({
    version,
    updateDataModel: z.strictObject({ surfaceId: id, path: path.optional(), value: z.json().optional() }),
  }),
  z.strictObject({ version, deleteSurface: z.strictObject({ surfaceId: id }) }),
])

/** One message of wire version v0.9, of a size that a page can take at once. */
export const a2uiMessage = message.refine((one) => JSON.stringify(one).length <= A2UI_LIMITS.messageChars, {
  message: 'the message is too large',
})

export type A2uiComponent = z.infer<typeof a2uiComponent>
export type A2uiMessage = z.infer<typeof a2uiMessage>

const childrenOf = (one: A2uiComponent): string[] => {
  if ('child' in one) return [one.child]
  if (!('children' in one)) return []
  return Array.isArray(one.children) ? one.children : [one.children.componentId]
}

/** No component holds itself, none is named twice, and none lies deeper than a person can see. */
function isTree(all: readonly A2uiComponent[]): boolean {
  const byId = new Map(all.map((one) => [one.id, one]))
  if (byId.size !== all.length) return false
  const settled = new Map<string, number>()
  /** How high a component is; `Infinity` when it holds itself. */
  const heightOf = (name: string, above: ReadonlySet<string>): number => {
    if (above.has(name) || above.size > A2UI_LIMITS.depth) return Number.POSITIVE_INFINITY
    const known = settled.get(name)
    const one = byId.get(name)
    if (known !== undefined || !one) return known ?? 0
    const within = new Set([...above, name])
    const height = 1 + Math.max(0, ...childrenOf(one).map((child) => heightOf(child, within)))
    settled.set(name, height)
    return height
  }
  return all.every((one) => heightOf(one.id, new Set()) <= A2UI_LIMITS.depth)
}
