// Recognizes keys that belong to an input method: they choose Chinese, Japanese or Korean characters and act on nothing else.

interface PressedKey {
  isComposing: boolean
  keyCode: number
}

/** What browsers report for every key that an input method has taken. */
const TAKEN_BY_INPUT_METHOD = 229

/** Safari ends the composition before it reports the Enter that confirmed it, so only the key code is left of it. */
export const isInputMethodKey = ({ isComposing, keyCode }: PressedKey): boolean =>
  isComposing || keyCode === TAKEN_BY_INPUT_METHOD

/** For fields whose Enter submits their form: a confirming Enter submits nothing. */
export function ignoreInputMethodEnter(event: { nativeEvent: PressedKey; key: string; preventDefault(): void }): void {
  if (isInputMethodKey(event.nativeEvent) && event.key === 'Enter') event.preventDefault()
}
