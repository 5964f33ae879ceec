// Renders a document that an agent wrote, with its download.
import { Markdown } from '../chat-panel/markdown.tsx'
import { Download, fileNameOf } from './made-parts.tsx'

export function MadeDocument({ title, text }: { title: string; text: string }) {
  return (
    <>
      <div className="max-h-[34rem] overflow-y-auto border-t border-line px-4 py-3 text-[0.875rem]">
        <Markdown text={text} growing={false} />
      </div>
      <div className="border-t border-line px-2.5 py-1.5">
        <Download label="Markdown" name={fileNameOf(title, 'md')} mime="text/markdown" text={text} />
      </div>
    </>
  )
}
