// What an answer rests on, in German.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { AssumptionNote } from '../words/assumption.ts'

export function germanNote(note: AssumptionNote): string {
  switch (note.is) {
    case 'single_value':
      return `von „${note.column}“ zählt der ${note.highest ? 'höchste' : 'niedrigste'} einzelne Wert, nicht die Summe`
    case 'without':
      return `Zeilen ohne „${note.column}“ zählen nicht mit`
    case 'lowest_is_best':
      return `der niedrigste Wert von „${note.column}“ gilt als der beste`
    case 'read_as':
      return `„${note.said}“ wurde als „${note.meant}“ gelesen`
    case 'open_status':
      return `als offen gezählt, weil ich ihren Status nicht kenne: ${quoted(note.statuses)}`
    case 'above_zero':
      return `gezählt sind die Zeilen mit „${note.column}“ ${note.above ? 'über 0' : 'von höchstens 0'}`
    case 'spent_below_zero':
      return 'ausgegeben sind die Beträge unter null'
    case 'newest_period':
      return `„${note.period}“ ist der neueste Zeitraum der Datei`
    case 'held_against':
      return `diese Zahl ist mit ${note.value.toLocaleString('de')} zu vergleichen`
    case 'product':
      return `berechnet als ${note.left} × ${note.right}`
    case 'price_added':
      return `„${note.column}“ sieht wie ein Preis aus und ist wie verlangt über die Zeilen addiert`
    case 'averaged':
      return `„${note.column}“ lässt sich nicht addieren, deshalb ist dies der Durchschnitt`
    case 'class_averages':
      return `eine Klasse und eine Zahl haben keine Korrelation, deshalb sind dies die Durchschnitte von „${note.column}“`
    case 'currencies_apart':
      return 'Beträge verschiedener Währungen werden nie addiert'
    default:
      return assertNever(note, 'note')
  }
}

const quoted = (words: readonly string[]): string => words.map((word) => `„${word}“`).join(', ')
