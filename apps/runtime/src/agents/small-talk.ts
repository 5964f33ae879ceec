// Recognises greetings, thanks and questions about what can be asked. Pure.

export type SmallTalk = 'greeting' | 'thanks' | 'help'

const GREETING =
  /^(?:hi|hello|hey|hallo|hiya|good (?:morning|afternoon|evening|day)|greetings|moin|salut|hola)(?: (?:there|all|everyone|biplane|guide))?$/
const THANKS =
  /^(?:(?:ok(?:ay)?|great|perfect|nice|cool|good)[, ]*)?(?:thanks|thank you|thx|cheers|danke|merci|gracias)?(?: (?:a lot|so much|very much|for (?:that|the help|your help)))?$/
const HELP =
  /^(?:(?:please|can you|could you) )?(?:help(?: me)?|what (?:can|do) you do(?: for me)?|what can i (?:do|ask)(?: here| you)?|who are you|what (?:is|are) (?:this|you|biplane)|how does (?:this|it) work|how do i (?:start|begin)|where do i (?:start|begin)|get(?:ting)? started|menu|commands|options|what now|show me what you can do|wer bist du|was bist du|was (?:kannst|machst) du(?: alles)?|was kann ich (?:hier )?(?:tun|machen|fragen)|hilfe|hilf mir|wie (?:funktioniert|geht) (?:das|es)(?: hier)?|wo fange ich an)$/

const LONGEST = 100

/** `null` when the text says more than that. */
export function readSmallTalk(text: string): SmallTalk | null {
  if (text.length > LONGEST) return null
  const words = text
    .toLowerCase()
    .replace(/[!?.…,;:]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (words === '') return null
  if (GREETING.test(words)) return 'greeting'
  if (HELP.test(words)) return 'help'
  return THANKS.test(words) ? 'thanks' : null
}
