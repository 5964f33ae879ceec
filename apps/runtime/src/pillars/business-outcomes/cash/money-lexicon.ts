// What the words of a sentence about money mean, in English and German. Phrases of up to five words, the longest first.

export type Figure = 'npv' | 'irr' | 'payback' | 'discounted_payback' | 'roi' | 'worth'
export type SpokenUnit = 'year' | 'quarter' | 'month' | 'week' | 'day'

export type Meaning =
  | { is: 'figure'; figure: Figure }
  /** A figure that is not computed here, by its name. */
  | { is: 'other_figure'; name: string }
  | { is: 'direction'; out: boolean }
  | { is: 'now' }
  | { is: 'every'; unit: SpokenUnit }
  | { is: 'unit'; unit: SpokenUnit }
  /** `received`: a residual value, which is never paid. */
  | { is: 'final'; received: boolean }
  | { is: 'discount' }
  | { is: 'grow'; up: boolean }
  | { is: 'advance'; unit: SpokenUnit | null }
  | { is: 'end_of' }
  | { is: 'span' }
  /** `each`: “each of the next 4 years”. */
  | { is: 'next'; each: boolean }
  | { is: 'after' }
  | { is: 'from' }
  | { is: 'to' }
  | { is: 'at' }
  | { is: 'per' }
  | { is: 'ordinal'; value: number }
  | { is: 'count'; value: number }
  | { is: 'first_after_one' }
  | { is: 'instead' }
  /** Changes what the amounts mean; it is not computed and must be named. */
  | { is: 'limits' }
  | { is: 'stop' }
  | { is: 'filler' }

const lexicon = new Map<string, Meaning>()
const say = (meaning: Meaning, phrases: string): void => {
  for (const phrase of phrases.split('|')) lexicon.set(phrase.trim(), meaning)
}

say(
  { is: 'figure', figure: 'npv' },
  'npv|xnpv|net present value|present value|net value today|kapitalwert|barwert|nettobarwert|nettokapitalwert',
)
say(
  { is: 'figure', figure: 'irr' },
  'irr|xirr|the yield|yield to maturity|internal rate of return|internal rate|rate of return|annual return|effective return|effective interest rate|interner zinsfuß|internen zinsfuß|interner zinssatz|internen zinssatz|interne zinsfuß|interne rendite|rendite|interne verzinsung|effektivzins',
)
say(
  { is: 'figure', figure: 'payback' },
  'payback|pay back time|pay back period|payback period|payback time|pay itself back|pays itself back|pay for itself|pays for itself|pay off|pays off|paid off|paid back|money back|our money back|my money back|investment back|back in the black|break even|breaks even|breakeven|amortisation|amortisationszeit|amortisationsdauer|amortisiert|amortisieren|amortisation period|geld zurück|geld wieder|wieder drin|rechnet sich wann|recouped|recoup|recover the investment|recover our investment',
)
say(
  { is: 'figure', figure: 'discounted_payback' },
  'discounted payback|discounted payback period|dynamic payback|dynamische amortisation|dynamische amortisationsdauer',
)
say({ is: 'figure', figure: 'roi' }, 'roi|return on investment|total return|gesamtrendite')
say(
  { is: 'figure', figure: 'worth' },
  'worth it|worth|worthwhile|profitable|profitability|good investment|good idea|good deal|make sense|makes sense|should we do it|should we|should i|lohnt|lohnt sich|lohnend|rentabel|wirtschaftlich|sinnvoll|rechnet sich|investment appraisal|appraise|evaluate|bewerte|bewerten|how good',
)
for (const name of ['mirr', 'eva', 'wacc of', 'profitability index', 'annuity', 'annuität', 'duration of', 'macaulay'])
  say({ is: 'other_figure', name }, name)

say(
  { is: 'direction', out: true },
  'invest|invests|lend|lends|lent|verleihe|verleihen|invested|investing|investment|investments|investment of|pay|pays|paying|paid|payment|payments|payment of|cost|costs|costing|spend|spends|spending|spent|buy|buys|buying|bought|purchase|purchases|price|purchase price|outlay|outlays|outflow|outflows|expense|expenses|expenditure|capex|opex|put in|maintenance|running costs|running cost|operating cost|operating costs|fee|fees|upkeep|cash out|implementation|licence|license|subscription|lay out|sink|investiere|investieren|investiert|investition|investitionen|anfangsinvestition|anschaffung|anschaffungskosten|anschaffungspreis|kosten|kostet|kaufe|kaufen|kauf|kaufpreis|zahle|zahlen|zahlt|bezahlen|ausgabe|ausgaben|ausgeben|auszahlung|auszahlungen|aufwand|wartung|wartungskosten|betriebskosten|laufende kosten',
)
say(
  { is: 'direction', out: false },
  'get|gets|getting|borrow|borrows|leihe|leihen|get back|gets back|got|receive|receives|receiving|received|return|returns|returning|earn|earns|earning|earnings|save|saves|saving|savings|cost saving|cost savings|costs savings|saves costs|bring|brings|bringing|brings in|bring in|yield|yields|yielding|inflow|inflows|income|profit|profits|revenue|revenues|benefit|benefits|gain|gains|proceeds|generate|generates|generating|produce|produces|make|makes|making|back|pay back|pays back|paid back of|gives back|give back|cash in|cash inflow|cash inflows|dividend|dividends|rent|sell|sells|selling|sold|sold for|sell it for|repays|repay|comes back|come back|pays us|pay us|pays me|bekomme|bekommen|bekommt|erhalte|erhalten|erhält|einnahme|einnahmen|ertrag|erträge|erlös|erlöse|einsparung|einsparungen|spart|sparen|ersparnis|gewinn|gewinne|rückfluss|rückflüsse|einzahlung|einzahlungen|bringt|bringen|verdienen|verdient|zurück|überschuss|überschüsse|umsatz|verkaufen|verkauf',
)
say(
  { is: 'now' },
  'now|today|upfront|up front|initial|initially|at once|at the start|at the beginning|at time 0|immediately|right away|one off|one time|first day|jetzt|heute|sofort|am anfang|zu beginn|einmalig|anfangs|to start|to begin with',
)
for (const [unit, forms, each] of [
  [
    'year',
    'year|years|yr|yrs|jahr|jahre|jahren|jahres',
    'a year|per year|each year|every year|yearly|annually|annual|p.a.|per annum|in every year|in each year|pro jahr|im jahr|jährlich|jährliche|jährlichen|jedes jahr|je jahr|p a',
  ],
  [
    'month',
    'month|months|monat|monate|monaten|monats',
    'a month|per month|each month|every month|monthly|pro monat|im monat|monatlich|monatliche|monatlichen|jeden monat|je monat',
  ],
  [
    'quarter',
    'quarter|quarters|quartal|quartale|quartalen',
    'a quarter|per quarter|each quarter|every quarter|quarterly|pro quartal|im quartal|jedes quartal|vierteljährlich',
  ],
  [
    'week',
    'week|weeks|woche|wochen',
    'a week|per week|each week|every week|weekly|pro woche|in der woche|wöchentlich|jede woche',
  ],
  ['day', 'day|days|tag|tage|tagen', 'a day|per day|each day|every day|daily|pro tag|am tag|täglich|jeden tag'],
] as const) {
  say({ is: 'unit', unit }, forms)
  say({ is: 'every', unit }, each)
}
say(
  { is: 'final', received: true },
  'residual|residual value|salvage|salvage value|scrap value|resale|resale value|terminal value|restwert|wiederverkaufswert|liquidationserlös',
)
say({ is: 'final', received: false }, 'at the end|in the end|finally|am ende|zum schluss')
say(
  { is: 'discount' },
  'discount rate|discount rate of|discount|discounted|discounting|interest|interest rate|cost of capital|capital costs|hurdle rate|required return|required rate|wacc|opportunity cost|opportunity costs|kalkulationszins|kalkulationszinssatz|kalkulationszinsfuß|zins|zinsen|zinssatz|diskontsatz|diskontierungszins|diskontierungssatz|diskontiert|abgezinst|kapitalkosten|mindestrendite|if money costs|money costs',
)
say(
  { is: 'grow', up: true },
  'growing|grows|grow|growth|increasing|increases|rising|rises|rise|going up|goes up|indexed|escalating|steigend|steigt|steigen|wachsend|wächst|wachstum',
)
say(
  { is: 'grow', up: false },
  'falling|falls|decreasing|decreases|declining|declines|shrinking|shrinks|going down|sinkend|sinkt|sinken|fallend|fällt',
)
say(
  { is: 'advance', unit: null },
  'in advance|starting today|starting now|starting immediately|beginning today|beginning now|vorschüssig|im voraus|ab sofort',
)
for (const [unit, words] of [
  ['year', 'year|jahres'],
  ['month', 'month|monats'],
  ['quarter', 'quarter|quartals'],
] as const) {
  const [word = '', wort = ''] = words.split('|')
  const starts = [
    'at the beginning of each',
    'at the beginning of every',
    'at the start of each',
    'at the start of every',
  ]
  say(
    { is: 'advance', unit },
    [...starts.map((each) => `${each} ${word}`), `am anfang jedes ${wort}`, `zu beginn jedes ${wort}`].join('|'),
  )
  const ends = ['at the end of each', 'at the end of every', 'end of each', 'end of every']
  say(
    { is: 'every', unit },
    [...ends.map((each) => `${each} ${word}`), `am ende jedes ${wort}`, `ende jedes ${wort}`].join('|'),
  )
}
say(
  { is: 'end_of' },
  'at the end of|end of|by the end of|at year end|in arrears|nachschüssig|am ende des|am ende von|zum ende des|ende',
)
say(
  { is: 'span' },
  'for|over|during|lasting|lasts|within|throughout|life of|useful life|lifetime|life|horizon|für|über|während|lang|laufzeit|nutzungsdauer|lebensdauer|horizont|period of',
)
say(
  { is: 'next', each: true },
  'in each of the next|each of the next|for each of the next|every one of the next|each of the following|in jedem der nächsten',
)
say(
  { is: 'next', each: false },
  'for the next|over the next|in the next|in den nächsten|über die nächsten|die nächsten|den nächsten|for the following|for the coming|the next|next',
)
say({ is: 'after' }, 'after|in|nach|due in')
say({ is: 'from' }, 'from|starting|starting in|starting from|beginning|beginning in|as of|ab|beginnend|von')
say({ is: 'to' }, 'to|until|till|through|up to|bis|bis zum')
say({ is: 'at' }, 'at|with a rate of|bei|mit|zu|with')
say({ is: 'per' }, 'per|each|every|pro|je|jeder|jede')
const ORDINALS =
  'first,erste,ersten|second,zweite,zweiten|third,dritte,dritten|fourth,vierte,vierten|fifth,fünfte,fünften|sixth,sechste,sechsten|seventh,siebte,siebten|eighth,achte,achten|ninth,neunte,neunten|tenth,zehnte,zehnten'
for (const [at, forms] of ORDINALS.split('|').entries())
  say({ is: 'ordinal', value: at + 1 }, forms.replaceAll(',', '|'))
const COUNTS =
  'one,eins|two,zwei|three,drei|four,vier|five,fünf|six,sechs|seven,sieben|eight,acht|nine,neun|ten,zehn|eleven,elf|twelve,zwölf'
for (const [at, forms] of COUNTS.split('|').entries()) say({ is: 'count', value: at + 1 }, forms.replaceAll(',', '|'))
say({ is: 'count', value: 15 }, 'fifteen|fünfzehn')
say({ is: 'count', value: 20 }, 'twenty|zwanzig')
say(
  { is: 'first_after_one' },
  'like excel|as excel does|excel convention|first amount after one period|first flow after one period|first payment at the end of the first year|first flow at the end of year 1|discount the first|discount the first one|discount the first flow',
)
say({ is: 'instead' }, 'instead|stattdessen|rather than|statt')
say(
  { is: 'limits' },
  'tax|taxes|taxed|after tax|vat|inflation|depreciation|loan|mortgage|leverage|probability|chance|risk|maybe|perhaps|possibly|uncertain|if|unless|except|excluding|only|half|twice|double|without|not|working capital|steuer|steuern|inflationsrate|abschreibung|kredit|darlehen|wahrscheinlichkeit|risiko|vielleicht|falls|außer|ohne|nicht|nur|doppelt|hälfte',
)
say(
  { is: 'stop' },
  'then|and|plus|und|dann|danach|sowie|followed by|gefolgt von|afterwards|but|aber|minus|less|abzüglich',
)
say(
  { is: 'filler' },
  "we|i|you|it|that|this|these|those|the|a|an|of|is|are|be|was|will|would|can|could|do|does|what|what's|whats|which|when|how|long|much|many|my|our|your|us|me|them|its|please|calculate|compute|work out|tell|show|give|find|figure|figure out|know|need|want|have|has|had|if i|if we|if you|let's|say|suppose|assume|assuming|assumed|about|around|roughly|approximately|ca|circa|project|option|thing|machine costs|following|cash|cashflow|cashflows|cash flow|cash flows|flow|flows|payment series|series|amount|amounts|value|values|until we|until i|take|takes|takes to|taking|time|there|on|by|off|so|very|really|just|also|as|or|all|rate|rate of|return rate|percent|per cent|prozent|wir|ich|sie|es|er|das|die|der|den|dem|des|ein|eine|einen|einem|einer|ist|sind|sei|wird|werden|wurde|was|wie|wann|welche|welcher|welches|hoch|lange|viel|haben|hat|habe|mein|meine|unser|unsere|unser|unseren|uns|mir|bitte|berechne|berechnen|rechne|zeige|gib|sich|auch|etwa|rund|ungefähr|projekt|zahlungsreihe|zahlungsstrom|zahlungen|betrag|beträge|jeweils|davon|dafür|dabei|für das|hier|file|files|table|spreadsheet|sheet|attached|attachment|column|columns|row|rows|data|from this|in this|datei|tabelle|spalte|euros|worth of|amount of|good|better|best|okay|ok|hello|hi|thanks|case|business case|decide|decision|should|calculation|result|wenn|out|up|come|comes|coming|down|lump sum|sum|in total|total|altogether|insgesamt|gesamt|us back|am|im|an|auf|so that|than|then we|each time|once|start|starts|begin|begins|end|ends|beginning of|expected|expect|expects|planned|plan|plans|estimated|estimate|erwartet|erwarten|geplant|rechnen|value of|again|he|she|they|his|her|their|him|i'd|we'd|i'll|we'll|it'll|it's|that's|let|question|answer|actually|alternative|if",
)
// “if” tells what is supposed far more often than a condition.
say({ is: 'filler' }, 'what if|if')

const THINGS = new Set(
  'units unit pieces cases hours customers users people employees staff licences licenses seats orders items tickets clerks stück einheiten fälle stunden kunden nutzer mitarbeiter personen lizenzen kwh km'.split(
    ' ',
  ),
)
/** A number of these is no amount of money, however large it is. */
export const isThing = (word: string): boolean => THINGS.has(word)

const MAX_WORDS = 6

/** The longest phrase that begins with the first of these words. */
export function meaningAt(words: readonly string[]): { meaning: Meaning; length: number } | null {
  for (let length = Math.min(MAX_WORDS, words.length); length > 0; length--) {
    const meaning = lexicon.get(words.slice(0, length).join(' '))
    if (meaning) return { meaning, length }
  }
  return null
}

const GERMAN =
  /\b(?:und|der|die|das|wir|ich|für|über|jahr|jahre|jahren|monat|monate|bei|heute|jetzt|pro|kapitalwert|barwert|zinsfuß|zinssatz|lohnt|wie|wann|rückfluss|einnahmen|ausgaben|investieren|investition|jährlich|dann|nach|zins|prozent|rendite|geld)\b|[äöüß]/iu

export const readsAsGerman = (text: string): boolean => GERMAN.test(text)
