// One component for each pillar: the conversation with its liaison, ready to place in a page.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { ReactNode } from 'react'
import type { Chat } from '../chat/use-chat.ts'
import { SecondaryChatbot } from './secondary-chatbot.tsx'

export interface LiaisonAgentProps {
  /** Of the agent in this panel now. */
  chat: Chat
  headless?: boolean
}

export const ContentLiaisonAgent = (props: LiaisonAgentProps) => <SecondaryChatbot pillar="content" {...props} />
export const InsightsLiaisonAgent = (props: LiaisonAgentProps) => <SecondaryChatbot pillar="insights" {...props} />
export const OperationsLiaisonAgent = (props: LiaisonAgentProps) => <SecondaryChatbot pillar="operations" {...props} />
export const BusinessOutcomesLiaisonAgent = (props: LiaisonAgentProps) => (
  <SecondaryChatbot pillar="business_outcomes" {...props} />
)

export const LIAISON_AGENTS: Record<Pillar, (props: LiaisonAgentProps) => ReactNode> = {
  content: ContentLiaisonAgent,
  insights: InsightsLiaisonAgent,
  operations: OperationsLiaisonAgent,
  business_outcomes: BusinessOutcomesLiaisonAgent,
}
