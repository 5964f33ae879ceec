// Buttons under a guide's question, as A2UI messages of wire version v0.9. A click sends the message of its context;
// nothing runs in the page. [U1]
import { A2UI_CATALOG, type A2uiComponent, type A2uiMessage, a2uiMessage } from '@biplane/contracts/wire/a2ui'
import type { AgentContext, AgentSays } from '../engine/define-agent.ts'

export interface Choice {
  label: string
  action: 'choose_agent' | 'say'
  /** `message` is what the person says by clicking. */
  context: { message: string; agent?: string }
}

/** Says the question as a surface of its own; one invocation asks once, so its id names it. */
export function* drawChoices(
  question: string,
  choices: readonly Choice[],
  context: AgentContext,
): Generator<AgentSays> {
  for (const message of choiceMessages(`ask:${context.invocation.invocation_id}`, question, choices)) {
    yield { type: 'agent.ui', payload: { message } }
  }
}

export function choiceMessages(surfaceId: string, question: string, choices: readonly Choice[]): A2uiMessage[] {
  const buttons = choices.flatMap(({ label, action, context }, i): A2uiComponent[] => [
    {
      id: `choice-${i}`,
      component: 'Button',
      child: `label-${i}`,
      ...(i === 0 ? { variant: 'primary' as const } : {}),
      action: { event: { name: action, context: { ...context } } },
    },
    { id: `label-${i}`, component: 'Text', text: label },
  ])
  const components: A2uiComponent[] = [
    { id: 'root', component: 'Column', children: ['question', 'choices'] },
    { id: 'question', component: 'Text', text: question, variant: 'body' },
    { id: 'choices', component: 'Row', children: choices.map((_, i) => `choice-${i}`) },
    ...buttons,
  ]
  return [
    { version: 'v0.9' as const, createSurface: { surfaceId, catalogId: A2UI_CATALOG } },
    { version: 'v0.9' as const, updateComponents: { surfaceId, components } },
  ].map((message) => a2uiMessage.parse(message))
}
