// @vitest-environment happy-dom
import { fireEvent, render } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { ignoreInputMethodEnter, isInputMethodKey } from './composition.ts'

describe('a key of an input method', () => {
  test.each([
    ['Chrome and Firefox: inside the composition', { isComposing: true, keyCode: 229 }, true],
    ['Safari: after compositionend', { isComposing: false, keyCode: 229 }, true],
    ['a plain Enter', { isComposing: false, keyCode: 13 }, false],
  ])('%s', (_name, event, taken) => {
    expect(isInputMethodKey(event)).toBe(taken)
  })

  test('does not submit the form of its field', () => {
    const { getByRole } = render(<input aria-label="Name" onKeyDown={ignoreInputMethodEnter} />)
    const field = getByRole('textbox')
    // `fireEvent` returns whether the browser goes on with the default action.
    expect(fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 })).toBe(false)
    expect(fireEvent.keyDown(field, { key: 'Enter', isComposing: true })).toBe(false)
    expect(fireEvent.keyDown(field, { key: 'Enter', keyCode: 13 })).toBe(true)
  })
})
