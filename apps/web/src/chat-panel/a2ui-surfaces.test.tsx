// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { afterEach, describe, expect, test } from 'vitest'
import Surfaces from './a2ui-surfaces.tsx'

afterEach(cleanup)

const version = 'v0.9'
const surfaceId = 'ask:1'
const catalogId = 'https://a2ui.org/specification/v0_9/catalogs/basic/catalog.json'
const created = { version, createSurface: { surfaceId, catalogId } }
const updated = (...components: object[]) => ({ version, updateComponents: { surfaceId, components } })
const QUESTION = [
  { id: 'root', component: 'Column', children: ['words', 'yes'] },
  { id: 'words', component: 'Text', text: 'Shall we?' },
  {
    id: 'yes',
    component: 'Button',
    child: 'label',
    action: { event: { name: 'choose_agent', context: { agent: 'liaison.insights', message: 'Insights' } } },
  },
  { id: 'label', component: 'Text', text: 'Insights' },
]

function draw(ui: Record<string, unknown>[], over = false): string[] {
  const said: string[] = []
  render(
    <Tooltip.Provider>
      <Surfaces ui={ui} over={over} say={(words) => said.push(words)} />
    </Tooltip.Provider>,
  )
  return said
}

describe('[U1] what an answer shows besides words', () => {
  test('is a question with buttons, and a click is what the person says', () => {
    const said = draw([created, updated(...QUESTION)])
    expect(screen.getByText('Shall we?')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Insights' }))
    expect(said).toEqual(['Insights'])
  })

  test('asks nothing any more when the person has gone on', () => {
    const said = draw([created, updated(...QUESTION)], true)
    fireEvent.click(screen.getByRole('button', { name: 'Insights' }))
    expect(said).toEqual([])
  })

  test('is built from the log: a surface that is made again takes the place of the first', () => {
    draw([created, updated(...QUESTION), created, updated({ id: 'root', component: 'Text', text: 'Again' })])
    expect(screen.getByText('Again')).toBeTruthy()
    expect(screen.queryByText('Shall we?')).toBeNull()
  })

  test('takes what is filled in along, with its names', () => {
    const said = draw([
      created,
      { version, updateDataModel: { surfaceId, path: '/', value: { most: '5' } } },
      updated(
        { id: 'root', component: 'Column', children: ['most', 'go'] },
        { id: 'most', component: 'TextField', label: 'At most', value: { path: '/most' }, variant: 'number' },
        {
          id: 'go',
          component: 'Button',
          child: 'label',
          action: { event: { name: 'set_limit', context: { at_most: { path: '/most' } } } },
        },
        { id: 'label', component: 'Text', text: 'Go on' },
      ),
    ])
    fireEvent.change(screen.getByRole('textbox', { name: 'At most' }), { target: { value: '7' } })
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }))
    expect(said).toEqual(['Set limit: at most: 7'])
  })
})

describe('[U4] what is nothing that this page draws', () => {
  test.each<[string, Record<string, unknown>[]]>([
    ['a picture from elsewhere', [created, updated({ id: 'root', component: 'Image', url: 'https://evil.example/x' })]],
    ['an update of a surface that was never made', [updated(...QUESTION)]],
    ['another version', [{ version: 'v0.8', createSurface: { surfaceId, catalogId } }]],
    ['another catalogue', [{ version, createSurface: { surfaceId, catalogId: 'https://evil.example' } }]],
  ])('is replaced by a notice: %s', (_, ui) => {
    draw(ui)
    expect(screen.getByText(/could not be shown/)).toBeTruthy()
    expect(document.querySelector('img, fieldset')).toBeNull()
  })

  test('takes nothing else with it', () => {
    draw([created, updated(...QUESTION), { version, functionCall: { call: 'openUrl' } }])
    expect(screen.getByText('Shall we?')).toBeTruthy()
    expect(screen.getByText(/could not be shown/)).toBeTruthy()
  })
})
