// Recognises a question whose answer is computed from an attached table, where no word names a pillar: “which boat came
// first?”, “wer hat am meisten gespendet?”. Pure. [U6]

/** A longer text says what it is about in its beginning. */
const READ_CHARS = 2_000

const TABLE_NAME = /\.(?:csv|tsv|tab|xlsx|xlsm|xls|xlsb|ods|ndjson|jsonl|parquet)$/i

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** Words that ask for a row, a value or a number. “What” and “how” alone may ask for anything. */
const ASKS = words(
  'who whom whose which when where wer wem wen wessen welche welcher welches welchen welchem wann wo wofür womit',
)
const RANKS = words(
  'most least fewest highest lowest largest biggest smallest longest shortest oldest youngest newest cheapest dearest best ' +
    'worst fastest slowest heaviest lightest first last top bottom average total sum per often ' +
    'meisten wenigsten höchste höchsten niedrigste niedrigsten größte größten kleinste kleinsten längste längsten kürzeste ' +
    'kürzesten älteste ältesten jüngste jüngsten teuerste teuersten billigste billigsten beste besten schlechteste ' +
    'schlechtesten häufigsten seltensten durchschnitt durchschnittlich summe insgesamt gesamt',
)
const COUNTS =
  /(?:^|[^\p{L}])(?:how (?:many|much|often|long|far|old)|wie ?(?:viele?|oft|lange|weit|alt|hoch))(?:$|[^\p{L}])/u
/** About the file and not about what is in it. */
const OF_THE_FILE = words(
  'file files document documents mean means meaning column columns field fields sheet sheets datei dokument bedeutet spalte ' +
    'spalten feld felder blatt',
)

/**
 * Whether the words ask for something that is computed from tables, and all of the files are tables.
 * @param names of the files that are known; an empty list has no table
 */
export function asksOfTables(text: string, names: readonly string[]): boolean {
  if (names.length === 0 || !names.every((name) => TABLE_NAME.test(name))) return false
  const lower = text.slice(0, READ_CHARS).toLowerCase()
  const said = lower.match(/[\p{L}\p{N}]+/gu) ?? []
  if (said.some((word) => OF_THE_FILE.has(word))) return false
  return COUNTS.test(lower) || said.some((word) => ASKS.has(word) || RANKS.has(word))
}
