// What could be asked next: questions that the assistant made from the file of its last answer and has tried; where the last
// answer has none, the area's own.
import type { Chat } from '../chat/use-chat.ts'
import { Suggestions } from '../chat-panel/chat-panel.tsx'
import { trpc } from '../transport/trpc.ts'
import { readTableAnswer } from './answer-data.ts'

export function NextQuestions({ chat, suggestions }: { chat: Chat; suggestions: readonly string[] }) {
  const last = chat.messages.findLast((message) => message.role === 'assistant')
  const answer = last?.artifacts.findLast(({ kind }) => kind === 'table_answer')
  if (!answer) return <Suggestions chat={chat} suggestions={suggestions} />
  return <OfFile chat={chat} artifact_id={answer.artifact_id} version={answer.version} />
}

function OfFile({ chat, ...id }: { chat: Chat; artifact_id: string; version: number }) {
  const query = trpc.artifact.get.useQuery(id, {
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  const answer = query.data ? readTableAnswer(query.data.data) : null
  if (!answer) return null
  return <Suggestions chat={chat} suggestions={answer.suggestions.map(({ text }) => text)} />
}
