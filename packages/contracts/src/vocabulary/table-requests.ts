// Recognises a question whose answer is computed from an attached table, where no word names a pillar: “which boat came
// first?”, “wer hat am meisten gespendet?”; and one that no table can answer, because documents are attached. Pure. [U6]

/** A longer text says what it is about in its beginning. */
const READ_CHARS = 2_000

const TABLE_NAME = /\.(?:csv|tsv|tab|xlsx|xlsm|xls|xlsb|ods|ndjson|jsonl|parquet)$/i

const DOCUMENT_NAME = /\.(?:md|markdown|txt|text|docx|docm|doc|odt|pdf|html|htm|xhtml|rtf)$/i

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

/** A document may have tables in it; these words ask for what is computed from them. */
const COMPUTES = words(
  'chart charts graph graphs plot plots histogram average averages mean median total totals sum sums trend trends forecast ' +
    'correlation pivot table tables spreadsheet percentage distribution diagramm durchschnitt summe tabelle tabellen',
)

/**
 * Whether all of the files are documents, and nothing is to be computed from their tables: “late” and “cost” in a question
 * about a contract are words of the contract.
 */
export function asksOfDocuments(text: string, names: readonly string[]): boolean {
  if (names.length === 0 || !names.every((name) => DOCUMENT_NAME.test(name))) return false
  const said =
    text
      .slice(0, READ_CHARS)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return !said.some((word) => COMPUTES.has(word))
}
