// Renders a workflow: diagram, accessible table of steps, text.
import type { WorkflowData } from '@biplane/contracts/wire/process-artifacts'
import { lazy, Suspense, useState } from 'react'
import { CopyButton } from '../../chat-panel/copy-button.tsx'
import { Button } from '../../design/buttons.tsx'
import { DownloadIcon } from '../../design/icons.tsx'
import { saveFile } from '../../files/save-file.ts'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { STRINGS } from '../../strings.ts'
import { column, Download, Fold, fileNameOf, plainTable } from '../../workspace/made-parts.tsx'
import { OrElse } from '../../workspace/or-else.tsx'
import { TableViewer } from '../../workspace/table-viewer.tsx'
import type { DrawnDiagram } from './bpmn-canvas.tsx'

const BpmnCanvas = lazy(() => import('./bpmn-canvas.tsx'))
const words = PROCESS_STRINGS.workflow

export function WorkflowViewer({ title, workflow }: { title: string; workflow: WorkflowData }) {
  const [failed, setFailed] = useState(false)
  const [diagram, setDiagram] = useState<DrawnDiagram | null>(null)
  const none = workflow.bpmn === ''
  const failure = (
    <p role="status" className="px-4 py-3 text-[0.8125rem] text-warn">
      {none ? words.none : words.failed}
    </p>
  )
  return (
    <>
      {failed || none ? (
        failure
      ) : (
        <section aria-label={words.diagram(title)} className="overflow-hidden border-y border-line">
          <OrElse fallback={failure}>
            <Suspense fallback={<p className="h-96 p-4 text-[0.8125rem] text-ink-3">{PROCESS_STRINGS.loading}</p>}>
              <BpmnCanvas xml={workflow.bpmn} onDrawn={setDiagram} onFail={() => setFailed(true)} />
            </Suspense>
          </OrElse>
        </section>
      )}
      <div className="flex flex-wrap items-center gap-1 px-2.5 py-1.5">
        {diagram && !failed && <Zoom diagram={diagram} title={title} />}
        {!none && (
          <Download label={words.bpmn} name={fileNameOf(title, 'bpmn')} mime="application/xml" text={workflow.bpmn} />
        )}
      </div>
      <Fold title={words.steps} open={failed || none}>
        <TableViewer title={title} table={stepsOf(workflow)} />
      </Fold>
      <Fold title={words.mermaid}>
        <div className="relative px-4 pb-4">
          <pre className="max-h-72 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs">{workflow.mermaid}</pre>
          <CopyButton text={workflow.mermaid} label={PROCESS_STRINGS.copy} />
        </div>
      </Fold>
    </>
  )
}

function Zoom({ diagram, title }: { diagram: DrawnDiagram; title: string }) {
  const save = async () => {
    const name = fileNameOf(title, 'svg')
    saveFile(new Blob([await diagram.svg()], { type: 'image/svg+xml' }), name)
  }
  return (
    <>
      <Button tone="quiet" onClick={diagram.fit}>
        {words.fit}
      </Button>
      <Button tone="quiet" onClick={() => void diagram.fullScreen()}>
        {words.fullScreen}
      </Button>
      <Button tone="quiet" aria-label={words.closer} onClick={() => diagram.zoomBy(1.25)}>
        +
      </Button>
      <Button tone="quiet" aria-label={words.further} onClick={() => diagram.zoomBy(0.8)}>
        −
      </Button>
      <Button tone="quiet" aria-label={STRINGS.files.download(fileNameOf(title, 'svg'))} onClick={() => void save()}>
        <DownloadIcon size={14} /> {words.svg}
      </Button>
    </>
  )
}

function stepsOf({ model, lines }: WorkflowData) {
  const columns = [
    column('id', words.id),
    column('owner', words.owner),
    column('text', words.text),
    column('next', words.next),
    column('time', words.time),
    column('line', words.line, 'integer'),
  ]
  const rows = model.steps.map(({ id, owner, text, next, time }) => [
    id,
    owner ?? words.nobody,
    text,
    next.map(({ when, to }) => `${when === null ? '' : `${when}: `}${to === 'end' ? words.end : to}`).join('; '),
    time?.text ?? null,
    lines[id] ?? null,
  ])
  return plainTable(columns, rows)
}
