// The parts that the export of a conversation and of a thread share: all messages, the name of the file, its form.
import type { ConversationExport } from '@biplane/contracts/wire/commands'
import type { MessageView } from '@biplane/contracts/wire/events'

const PAGE = 100

interface ExportedText {
  title: string
  /** Names the file where the title has no letter or digit. */
  fallback: string
  /** The first line of the Markdown. */
  heading: string
  /** One for each message. */
  sections: readonly string[]
}

export const markdownFile = ({ title, fallback, heading, sections }: ExportedText): ConversationExport => ({
  filename: `${fileNameOf(title, fallback)}.md`,
  mime: 'text/markdown',
  content: [`# ${heading}`, ...sections, ''].join('\n\n'),
})

export const jsonFile = (title: string, fallback: string, value: object): ConversationExport => ({
  filename: `${fileNameOf(title, fallback)}.json`,
  mime: 'application/json',
  content: JSON.stringify(value, null, 2),
})

const fileNameOf = (title: string, fallback: string): string =>
  title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || fallback

/** A message as a section of Markdown, with the status of one that is not complete. */
export const sectionOf = (speaker: string | null, { timestamp, status, content }: MessageView): string =>
  `## ${speaker} · ${timestamp}${status === 'complete' ? '' : ` (${status})`}\n\n${content}`

/** Every message, oldest first, from pages that begin with the newest. */
export function allPages<T>(
  readPage: (before: number | undefined, limit: number) => { messages: T[]; before: number | null },
): T[] {
  const pages: T[][] = []
  for (let before: number | undefined; ; ) {
    const page = readPage(before, PAGE)
    pages.unshift(page.messages)
    if (page.before === null) return pages.flat()
    before = page.before
  }
}
