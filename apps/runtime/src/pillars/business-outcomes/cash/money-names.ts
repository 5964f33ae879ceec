// Currencies and multiples as people write them.

const CURRENCIES: Record<string, string> = {
  '€': 'EUR',
  $: 'USD',
  '£': 'GBP',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  gbp: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  chf: 'CHF',
  franken: 'CHF',
  francs: 'CHF',
}

export const codeOfCurrency = (text: string): string | null =>
  Object.hasOwn(CURRENCIES, text) ? (CURRENCIES[text] ?? null) : null

/** Zeros behind the number. */
const SCALES: Record<string, number> = {
  k: 3,
  tsd: 3,
  tausend: 3,
  thousand: 3,
  grand: 3,
  m: 6,
  mn: 6,
  mio: 6,
  million: 6,
  millions: 6,
  millionen: 6,
  bn: 9,
  billion: 9,
  mrd: 9,
  milliarde: 9,
  milliarden: 9,
}

/** A lone letter is a multiple only where it touches the number: `50k`. */
export const zerosOf = (word: string, glued: boolean): number | null =>
  Object.hasOwn(SCALES, word) && (glued || word.length > 1) ? (SCALES[word] ?? null) : null
