// Recognises questions about the product itself (its languages, privacy, cost) in English and German, and answers them.
// Pure.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import { shortRequest } from './short-request.ts'

export type ProductQuestion = 'languages' | 'privacy' | 'cost'

const LONGEST = 100

const LANGUAGES =
  /^(?:(?:which|what) languages? (?:do|can|will) you (?:speak|understand|know|support|read|answer in)|(?:do|can) you (?:speak|understand|read|answer in) (?:english|german|deutsch|french|spanish|other languages|my language)|(?:can|may) (?:i|we) (?:ask|write|talk)(?: to you)? in (?:english|german|deutsch|my language)|welche sprachen? (?:sprichst|verstehst|kannst) du|(?:sprichst|verstehst|kannst) du (?:auch )?(?:deutsch|englisch)|kann ich (?:auch )?(?:auf )?deutsch (?:fragen|schreiben|sprechen))$/

const PRIVACY =
  /^(?:(?:is|are) (?:my|our|the|this) (?:data|files?|conversations?|chats?|messages?|questions?|documents?) (?:private|safe|secure|confidential|shared|stored|kept|used for training|sent anywhere)|(?:who|who else) (?:can )?(?:sees?|reads?|has access to) (?:my|our) (?:data|files?|conversations?|messages?|documents?)|where (?:is|are|do you (?:keep|store)) (?:my|our) (?:data|files?|conversations?|documents?)(?: stored| kept)?|what (?:happens|do you do) (?:to|with) (?:my|our) (?:data|files?|documents?)|do you (?:store|keep|share|sell|train on) (?:my|our) (?:data|files?|documents?|conversations?)|how (?:do|can) i delete (?:my data|everything)|sind meine (?:daten|dateien) (?:sicher|privat|vertraulich)|wer (?:sieht|liest) meine (?:daten|dateien)|wo (?:sind|liegen|werden) meine (?:daten|dateien)(?: gespeichert)?|was passiert mit meinen (?:daten|dateien))$/

const COST =
  /^(?:what (?:does|will) (?:it|this|that) cost(?: me| us)?(?: to use(?: you| this| it)?)?|(?:how much (?:does|do) (?:it|this|you) cost|how much (?:is it|are you))(?: to use(?: you| this| it)?)?|what do you cost|is (?:it|this|biplane) (?:for )?free(?: to use| of charge)?|do (?:i|we) (?:have|need) to pay(?: for (?:this|it|you))?|(?:was|wie viel|wieviel) (?:kostet (?:das|es|biplane)|kostest du)|ist (?:das|es|biplane) (?:kostenlos|gratis|umsonst))$/

/** `null` when the text asks for anything else, or says more than that. */
export function readProductQuestion(text: string): ProductQuestion | null {
  if (text.length > LONGEST) return null
  const words = shortRequest(text, LONGEST)
  if (LANGUAGES.test(words)) return 'languages'
  if (PRIVACY.test(words)) return 'privacy'
  return COST.test(words) ? 'cost' : null
}

/** The answer, which claims nothing that a setting of the server could make false. */
export function aboutProduct(question: ProductQuestion): string {
  switch (question) {
    case 'languages':
      return (
        'Questions can be asked in English and in German. Answers about tables come in the language of the question; ' +
        'the rest is English. / Fragen zu Tabellen beantworte ich auch auf Deutsch.\n\n' +
        'Files may be in other languages: numbers, days and names of columns are read as they are.'
      )
    case 'privacy':
      return (
        'What you say and attach belongs to your session, and no other person’s session sees it. It is kept on this ' +
        'server until you delete it or its time is over.\n\n' +
        '- A file, a thread or a session can be deleted, and “Delete everything …” in the session’s dialog deletes all of it.\n' +
        '- The assistants compute on this server. A text leaves it only where whoever runs this server has connected a ' +
        'language model or an agent of another service.\n' +
        '- Whoever runs this server decides how long it is kept. The operators’ pages show that work was done, and no word of it.'
      )
    case 'cost':
      return (
        'I name no price: the assistants compute on this server, and whoever runs it decides who may use it and how ' +
        'much.'
      )
    default:
      return assertNever(question, 'question')
  }
}
