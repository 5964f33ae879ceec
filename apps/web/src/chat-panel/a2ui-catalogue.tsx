// React components for what an agent may draw. The renderer binds their values; data leaves the page only through an
// action of the person. [U4]
import { createComponentImplementation, type ReactComponentImplementation } from '@a2ui/react/v0_9'
import { Catalog } from '@a2ui/web_core/v0_9'
import {
  ButtonApi,
  CardApi,
  CheckBoxApi,
  ChoicePickerApi,
  ColumnApi,
  DividerApi,
  ListApi,
  RowApi,
  TextApi,
  TextFieldApi,
} from '@a2ui/web_core/v0_9/basic_catalog'
import { Fragment, type ReactNode, useId } from 'react'
import { Button } from '../design/buttons.tsx'

const CATALOGUE_ID = 'https://a2ui.org/specification/v0_9/catalogs/basic/catalog.json'

type Build = (id: string, basePath?: string) => ReactNode

/** Children are ids, or ids with the place of their data. */
function childrenOf(children: unknown, build: Build): ReactNode {
  if (!Array.isArray(children)) return null
  return children.map((child: unknown) => {
    if (typeof child === 'string') return <Fragment key={child}>{build(child)}</Fragment>
    if (typeof child !== 'object' || child === null || !('id' in child) || typeof child.id !== 'string') return null
    const path = 'basePath' in child && typeof child.basePath === 'string' ? child.basePath : undefined
    return <Fragment key={`${child.id} ${path}`}>{build(child.id, path)}</Fragment>
  })
}

const words = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

const ALIGN: Record<string, string> = { start: 'items-start', center: 'items-center', end: 'items-end' }
const JUSTIFY: Record<string, string> = {
  center: 'justify-center',
  end: 'justify-end',
  spaceBetween: 'justify-between',
  spaceAround: 'justify-around',
  spaceEvenly: 'justify-evenly',
}
const VARIANTS: Record<string, string> = {
  h1: 'font-display text-xl font-semibold',
  h2: 'font-display text-lg font-semibold',
  h3: 'font-semibold',
  h4: 'text-[0.875rem] font-semibold',
  h5: 'text-[0.8125rem] font-semibold',
  caption: 'text-xs text-ink-3',
}

/** An agent's headline is large text, not a heading of the page. */
const Text = createComponentImplementation(TextApi, ({ props }) => (
  <span className={`whitespace-pre-wrap wrap-anything ${VARIANTS[props.variant ?? ''] ?? ''}`}>
    {words(props.text)}
  </span>
))
const Row = createComponentImplementation(RowApi, ({ props, buildChild }) => (
  <div className={`flex flex-wrap gap-2 ${ALIGN[props.align ?? 'center'] ?? ''} ${JUSTIFY[props.justify ?? ''] ?? ''}`}>
    {childrenOf(props.children, buildChild)}
  </div>
))
const Column = createComponentImplementation(ColumnApi, ({ props, buildChild }) => (
  <div className={`flex min-w-0 flex-col gap-2.5 ${ALIGN[props.align ?? ''] ?? ''}`}>
    {childrenOf(props.children, buildChild)}
  </div>
))
const List = createComponentImplementation(ListApi, ({ props, buildChild }) => (
  <div className={`flex gap-2 ${props.direction === 'horizontal' ? 'flex-wrap' : 'flex-col'}`}>
    {childrenOf(props.children, buildChild)}
  </div>
))
const Card = createComponentImplementation(CardApi, ({ props, buildChild }) => (
  <div className="rounded-xl border border-line bg-card p-3.5 shadow-card">
    {props.child ? buildChild(props.child) : null}
  </div>
))
const Divider = createComponentImplementation(DividerApi, ({ props }) =>
  props.axis === 'vertical' ? <span className="w-px self-stretch bg-line" /> : <hr className="border-line" />,
)
const ActionButton = createComponentImplementation(ButtonApi, ({ props, buildChild }) => (
  <Button
    tone={props.variant === 'primary' ? 'primary' : props.variant === 'borderless' ? 'quiet' : 'line'}
    disabled={props.isValid === false}
    onClick={props.action}
    className="text-start pointer-coarse:min-h-10"
  >
    {props.child ? buildChild(props.child) : null}
  </Button>
))

const FIELD =
  'w-full rounded-lg border border-line-strong/70 bg-card px-2.5 py-1.5 text-[0.875rem] focus-visible:border-accent'

const TextField = createComponentImplementation(TextFieldApi, ({ props }) => {
  const id = useId()
  const field = {
    id,
    className: FIELD,
    value: words(props.value),
    onChange: (event: { target: { value: string } }) => props.setValue(event.target.value),
  }
  return (
    <span className="flex max-w-md flex-col gap-1">
      <label htmlFor={id} className="text-[0.8125rem] font-medium">
        {words(props.label)}
      </label>
      {props.variant === 'longText' ? (
        <textarea rows={3} {...field} />
      ) : (
        <input inputMode={props.variant === 'number' ? 'decimal' : 'text'} {...field} />
      )}
    </span>
  )
})
const CheckBox = createComponentImplementation(CheckBoxApi, ({ props }) => (
  <label className="flex min-h-8 items-center gap-2 text-[0.875rem]">
    <input
      type="checkbox"
      className="size-4 accent-(--accent)"
      checked={props.value === true}
      onChange={(event) => props.setValue(event.target.checked)}
    />
    {words(props.label)}
  </label>
))
const ChoicePicker = createComponentImplementation(ChoicePickerApi, ({ props }) => {
  const name = useId()
  const chosen: string[] = Array.isArray(props.value) ? props.value.map(words) : []
  const one = props.variant === 'mutuallyExclusive'
  const toggle = (value: string) => {
    if (one) return props.setValue([value])
    props.setValue(chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value])
  }
  return (
    <fieldset>
      {props.label !== undefined && <legend className="mb-1 text-[0.8125rem] font-medium">{words(props.label)}</legend>}
      <div className={`flex gap-x-4 gap-y-1 ${props.displayStyle === 'chips' ? 'flex-wrap' : 'flex-col'}`}>
        {props.options.map(({ label, value }) => (
          <label key={value} className="flex min-h-8 items-center gap-2 text-[0.875rem]">
            <input
              type={one ? 'radio' : 'checkbox'}
              name={name}
              className="size-4 accent-(--accent)"
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
            />
            {words(label)}
          </label>
        ))}
      </div>
    </fieldset>
  )
})

export const CATALOGUE = new Catalog<ReactComponentImplementation>(CATALOGUE_ID, [
  Text,
  Row,
  Column,
  List,
  Card,
  Divider,
  ActionButton,
  TextField,
  CheckBox,
  ChoicePicker,
])
