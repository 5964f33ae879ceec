// Owns the tool that follows groups of newcomers: who came first in a period, and how many of them came again later.
import { artifactKey, boundedTable, type Cell, provenanceOf } from '../artifact-shapes.ts'
import { periodOf, readDay } from '../calendar.ts'
import { isEmptyCell } from '../cell-values.ts'
import { heatChart } from '../charts.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import { foldName } from '../name-folding.ts'
import { columnName, findColumn, lackingColumn } from '../row-filters.ts'
import { cellAt } from '../sheet.ts'
import { counted, shownCell, shownName } from '../shown-text.ts'
import { analysis, lackingOf } from './analysis.ts'
import { rounded } from './number-words.ts'
import { readSeries, timeSubject } from './series.ts'

const TOOL = { name: 'insights.cohort', version: '1' }
const MOST_COHORTS = 24

export const cohortTool = defineTool({
  ...TOOL,
  args: timeSubject.extend({
    /** Who comes again; `null` for the column of customers. */
    who: columnName.nullable(),
  }),
  result: analysis,
  async run({ who, ...args }, file) {
    const sheet = await openSheet(file)
    const person = who === null ? sheet.roles.customer : findColumn(sheet, who)
    if (!person) return lackingOf(who === null ? 'a column that says who (a customer, a user)' : lackingColumn(who))
    const series = readSeries(sheet, args)
    if ('lacking' in series) return lackingOf(...series.lacking)
    const { grain, selected } = series
    const labels = [...series.periods, ...(series.unfinished ? [series.unfinished] : [])].map(({ label }) => label)
    const dateColumn = sheet.columns.find(({ name }) => shownCell(name) === series.date)
    const seen = new Map<string, Set<number>>()
    for (const { row } of selected.rows) {
      const cell = cellAt(sheet, row, person)
      const day = dateColumn ? readDay(cellAt(sheet, row, dateColumn), dateColumn.order) : null
      if (isEmptyCell(cell) || day?.kind !== 'day') continue
      const name = foldName(cell)
      const periods = seen.get(name) ?? new Set<number>()
      periods.add(labels.indexOf(periodOf(day.day, grain)))
      seen.set(name, periods)
    }
    const cohorts = cohortsOf(seen, labels)
    const shown = cohorts.slice(-MOST_COHORTS)
    const steps = Math.max(...shown.map(({ active }) => active.length))
    const people = shownCell(person.name)
    const plan = `${people} by the ${grain} of their first row, and the share of them with a row in each later ${grain}`
    const provenance = provenanceOf(TOOL, file, {
      rows: sheet.table.rows.length,
      expression: plan,
      steps: shown.slice(0, 12).map(({ label, size, active }) => ({
        label,
        expression: `${people} whose first row is in it`,
        result: `${size}; one ${grain} later ${active[1] ?? '–'}`,
      })),
    })
    const data = boundedTable({
      columns: [
        { key: 'cohort', label: `First ${grain}`, type: 'text' },
        { key: 'size', label: people, type: 'integer' },
        ...Array.from({ length: Math.max(0, steps - 1) }, (_, at) => ({
          key: `p${at + 1}`,
          label: `+${at + 1}`,
          type: 'percent' as const,
        })),
      ],
      rows: shown.map(({ label, size, active }) => {
        const later: Cell[] = Array.from({ length: Math.max(0, steps - 1) }, (_, at) => {
          const count = active[at + 1]
          return count === undefined ? null : shareOf(count, size)
        })
        return { row: null, cells: [label, size, ...later] }
      }),
    })
    const returned = shown.filter(({ active }) => active.length > 1)
    const first = returned.reduce((sum, { active }) => sum + (active[1] ?? 0), 0)
    const of = returned.reduce((sum, { size }) => sum + size, 0)
    const key = artifactKey('cohort', file.file_uuid, JSON.stringify([args, who]))
    const title = `${people} that come again, ${shownName(file.name)}`.slice(0, 200)
    return {
      kind: 'answer' as const,
      plan,
      says: [
        `There are ${counted(seen.size, 'different one')} of ${people} in ${counted(cohorts.length, 'cohort')}.`,
        of === 0
          ? `No ${grain} follows that they could have come again in.`
          : `One ${grain} after their first, ${rounded((100 * first) / of, 1)} % of them had another row (${first} of ${of}).`,
      ],
      points: shown
        .slice(0, 6)
        .map(
          ({ label, size, active }) =>
            `${label}: ${size}${active.length > 1 ? `, one ${grain} later ${active[1]}` : ''}`,
        ),
      figures: [
        { name: people, value: String(seen.size) },
        { name: `came again after one ${grain}`, value: String(first) },
        ...shown.map(({ label, size }) => ({ name: label, value: String(size) })),
      ],
      artifacts: [
        { kind: 'table' as const, key, title, summary: counted(shown.length, 'cohort'), provenance, data },
        ...(steps < 2
          ? []
          : [
              {
                kind: 'chart' as const,
                key: `${key}:heat`.slice(0, 80),
                title,
                summary: 'share with a row, in percent',
                provenance,
                data: {
                  spec: heatChart({
                    cells: shown.flatMap(({ label, size, active }) =>
                      active
                        .slice(1)
                        .map((count, at) => ({ row: label, column: `+${at + 1}`, value: shareOf(count, size) })),
                    ),
                    rows: `First ${grain}`,
                    columns: `${grain}s later`,
                    measure: '% active',
                  }),
                  table: data,
                },
              },
            ]),
      ],
      cautions: series.unfinished ? [`${series.unfinished.label} is not over yet.`] : [],
      left_out: selected.leftOut.list(),
      rows: sheet.table.rows.length,
    }
  },
})

const shareOf = (count: number, size: number): number => Math.round((1_000 * count) / size) / 10

interface Cohort {
  label: string
  size: number
  /** How many of them have a row so many periods later; the first is all of them. */
  active: number[]
}

function cohortsOf(seen: ReadonlyMap<string, ReadonlySet<number>>, labels: readonly string[]): Cohort[] {
  const byFirst = new Map<number, ReadonlySet<number>[]>()
  for (const periods of seen.values()) {
    const first = Math.min(...periods)
    const members = byFirst.get(first)
    if (members) members.push(periods)
    else byFirst.set(first, [periods])
  }
  return [...byFirst]
    .sort(([a], [b]) => a - b)
    .map(([first, members]) => ({
      label: labels[first] ?? '',
      size: members.length,
      active: Array.from(
        { length: labels.length - first },
        (_, step) => members.filter((periods) => periods.has(first + step)).length,
      ),
    }))
}
