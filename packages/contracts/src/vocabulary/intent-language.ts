// Detects whether a text is in the language whose words are weighed, by the function words of other languages.
// Understands none of them. Pure. [U2]

const ENGLISH = words(
  'the a an of is are was were be been to in for and or with on at by from as not no do does did can could should would ' +
    'will have has had it this that these those there what which who whom whose when where why how many much more most ' +
    'than then me my i we our us you your they them their he she his her its all any some each every please show give ' +
    'tell make find get let if but so about into over between before after out up down again too also only now',
)

/** Little words of the languages that are met most often; those that English has too say nothing. */
const OTHERS = words(
  // German, Dutch
  'der die das den dem des ein eine einen einem einer und oder ist sind war nicht mit für von zu zum zur auf aus bei im ich ' +
    'wir sie er es mein meine unser unsere bitte welche welcher welches wer wie was wo wann warum viele viel hier alle ' +
    'het een van voor met niet wat welke hoeveel zijn onze wij ik je naar deze dit maak toon ' +
    // French
    'le la les un une du au aux et ou est sont qui que quoi dans pour avec sur pas ne combien quel quelle quels quelles ' +
    'comment pourquoi où mon ma mes notre nos je nous vous ce cette ces moi fais ' +
    // Spanish, Portuguese, Italian
    'el los las una unos unas y del al que qué quién quiénes cuál cuáles cuántos cuántas cuánto cómo por para con en está ' +
    'están mi mis nuestro nuestra nuestros su muéstrame hazme o os uma umas e da dos das na nos nas quem qual quais ' +
    'quantos quantas com não são está meu minha il lo gli i dei della delle degli di che chi quanti quante quale quali come ' +
    'con sono nostro nostra mio mia fammi mostrami ' +
    // Danish, Norwegian, Swedish, Finnish
    'og och en et er är som på av til till med hvad hvilke hvilken hvem hvor mange hur många vilka vem vad ikke inte vi ' +
    'mig visa vis det den kuka mikä mitkä ovat ja kuinka ' +
    // Polish, Czech, Turkish, Romanian, Hungarian, Indonesian
    'jest są i w na z ze się nie czy kto co jak jakie które ile dla do proszę které jsou kdo kolik jaké prosím ' +
    've bir bu mi kim ne kaç hangi nasıl için lütfen și este sunt care cine cât câte pentru egy és az hogy melyik hány ' +
    'dan yang ini itu apa siapa berapa untuk dengan',
)

const FOREIGN = new Set([...OTHERS].filter((word) => !ENGLISH.has(word)))

/** A quarter of letters of another script is more than a name that was quoted. */
const MOST_OTHER_SCRIPT = 0.25

const PLAIN = /^[\x20-\x7e\s]*$/

/** Another language shows by its script, or by more of its function words than English ones: “in Los Angeles” is English. */
export function readsAsEnglish(text: string): boolean {
  if (ofOtherScript(text)) return false
  const said = text.toLowerCase().match(/[\p{L}']+/gu) ?? []
  const ours = said.filter((word) => ENGLISH.has(word)).length
  const theirs = said.filter((word) => FOREIGN.has(word)).length
  return theirs === 0 || (ours > 0 && ours >= theirs)
}

function ofOtherScript(text: string): boolean {
  // Nearly every text: nothing in it has to be looked at letter by letter.
  if (PLAIN.test(text)) return false
  const letters = text.match(/\p{L}/gu) ?? []
  const other = letters.filter((letter) => !/\p{Script=Latin}/u.test(letter)).length
  return other > letters.length * MOST_OTHER_SCRIPT
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
