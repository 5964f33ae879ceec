// Renders an answer with quotes: the exact words of the documents and their place.
import type { AnswerData } from '@biplane/contracts/wire/artifacts'
import { STRINGS } from '../strings.ts'

const words = STRINGS.workspace.answer

export function AnswerViewer({ answer }: { answer: AnswerData }) {
  return (
    <div className="px-4 pb-4">
      <p className={answer.answer === null ? 'text-ink-2' : 'font-medium wrap-anything'}>
        {answer.answer ?? words.none}
      </p>
      <ol className="mt-3 space-y-3">
        {answer.quotes.map((quote) => (
          <li key={`${quote.file_uuid} ${quote.line} ${quote.text}`} className="border-s-2 border-accent/50 ps-3.5">
            <blockquote className="text-[0.875rem] whitespace-pre-wrap wrap-anything">{quote.text}</blockquote>
            <p className="mt-1 text-xs text-ink-3 wrap-anything">{words.place(quote)}</p>
          </li>
        ))}
      </ol>
    </div>
  )
}
