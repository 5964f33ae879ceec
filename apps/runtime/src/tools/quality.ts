// Tool that finds data errors in a table and names their rows. Repairs nothing.
import type { QualityFinding } from '@biplane/contracts/wire/artifacts'
import { z } from 'zod'
import { artifactKey, provenanceOf, type QualityDraft, qualityDraft, rowsInWords } from './artifact-shapes.ts'
import { defineTool } from './define-tool.ts'
import { detect, openSheet, openWorkbookSheet } from './detect.ts'
import { isWorkbook } from './file-claims.ts'
import { cellFindings } from './quality-cells.ts'
import { contradictions } from './quality-contradictions.ts'
import { finding } from './quality-finding.ts'
import { nameFindings } from './quality-names.ts'
import { rowFindings } from './quality-rows.ts'
import { counted, shownName } from './shown-text.ts'
import type { ToolFile } from './tool-file.ts'

const TOOL = { name: 'content.quality', version: '2' }
const SHOWN_FINDINGS = 60

const SEVERITIES: QualityFinding['severity'][] = ['error', 'warning', 'info']

export const qualityTool = defineTool({
  ...TOOL,
  args: z.strictObject({}),
  result: z.object({ artifact: qualityDraft }),
  async run(_args, file) {
    const sheet = await openSheet(file)
    const formulas = await formulaFindings(file)
    const all = [
      ...contradictions(sheet),
      ...rowFindings(sheet),
      ...cellFindings(sheet),
      ...nameFindings(sheet),
      ...encodingFinding(file),
      ...formulas,
    ]
    // Stable: within a severity the order of the rules above stays.
    const findings = all.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
    const artifact: QualityDraft = {
      kind: 'quality_report',
      key: artifactKey('quality', file.file_uuid),
      title: `Quality of ${shownName(file.name)}`,
      summary: summaryOf(findings),
      provenance: provenanceOf(TOOL, file, {
        rows: sheet.table.rows.length,
        expression: 'each rule over every row; a finding lists the rows that break it',
        steps: findings.slice(0, SHOWN_FINDINGS).map((found) => ({
          label: found.rule.replaceAll('_', ' '),
          expression: found.title,
          result: found.rows.length > 0 ? rowsInWords(found.rows) : counted(found.count, 'case'),
        })),
      }),
      data: { rows: sheet.table.rows.length, findings: findings.slice(0, SHOWN_FINDINGS) },
    }
    return { artifact }
  },
})

function summaryOf(findings: QualityFinding[]): string {
  if (findings.length === 0) return 'nothing found'
  const parts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((f) => f.severity === severity).length,
  }))
  return parts
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => counted(count, severity === 'info' ? 'remark' : severity))
    .join(', ')
}

/** Formulas are never computed here: their stored values may be older than the cells that they speak of. */
async function formulaFindings(file: ToolFile): Promise<QualityFinding[]> {
  if (!isWorkbook((await detect(file)).format)) return []
  const { formulas } = await openWorkbookSheet(file)
  const stored = {
    rule: 'formula_cells',
    severity: 'info' as const,
    title: `${counted(formulas.count, 'cell')} of the sheet ${formulas.count === 1 ? 'is a formula' : 'are formulas'}`,
    detail: 'Their values are shown as the file stores them; nothing was computed anew.',
    rows: formulas.rows,
    count: formulas.count,
  }
  const without = {
    rule: 'formula_without_value',
    severity: 'warning' as const,
    title: 'Formulas without a stored value',
    detail: 'The program that wrote the file did not compute them; their cells count as empty.',
    rows: formulas.withoutValue,
  }
  return [
    ...(formulas.count > 0 ? [finding(stored)] : []),
    ...(formulas.withoutValue.length > 0 ? [finding(without)] : []),
  ]
}

function encodingFinding(file: ToolFile): QualityFinding[] {
  const encoding = file.content.text()?.encoding
  if (encoding !== 'windows-1252') return []
  return [
    finding({
      rule: 'encoding',
      severity: 'info',
      title: 'The file is not UTF-8',
      detail: 'It was read as Windows-1252; check names with accents.',
      rows: [],
      count: 1,
    }),
  ]
}
