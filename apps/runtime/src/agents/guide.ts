// The guides: greet, read goals, report status, and propose the liaison for a message or file. They compute nothing.
import { asksHowToUpload } from '@biplane/contracts/vocabulary/file-requests'
import { type Intent, pillarNamed } from '@biplane/contracts/vocabulary/intent'
import { GUIDE_GLOBAL, PILLAR_NAMES, PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Invocation, InvocationFile, Usage } from '@biplane/contracts/wire/agent-events'
import { type Agent, type AgentContext, type AgentSays, defineAgent, speak } from '../engine/define-agent.ts'
import { INTRODUCTIONS } from '../pillars/introductions.ts'
import { type Choice, drawChoices } from './guide-buttons.ts'
import { goalText } from './guide-goal.ts'
import { journeyText, nextStep, stepChoices } from './guide-journey.ts'
import { type GuideRequest, readGuideRequest } from './guide-request.ts'
import { jobsText, summaryText } from './guide-status.ts'
import { handOver, intentOf, labelOf, reasonOf } from './hand-over.ts'
import { howToUpload } from './how-to-upload.ts'
import { introduceAll } from './introduce.ts'
import { nearestSkills } from './nearest-skills.ts'
import { bullets, joined, plain } from './plain-markdown.ts'
import { aboutProduct, readProductQuestion } from './product-questions.ts'
import { readSmallTalk } from './small-talk.ts'

type Input = Invocation['input']

const NO_COST: Usage = { input_tokens: 0, output_tokens: 0, tool_calls: 0, model: null }
/** The person chose: as sure as one can be without having been told a reason. */
const CHOSEN = 0.95

const STARTS = bullets([
  '**Try the sample**: 240 invoices and a refund procedure.',
  '**Drop a file**: a table (CSV, TSV, JSON) or a Markdown document.',
  '**Describe a process** or ask a question, for example “Who is more than 90 days late?”.',
]).trimEnd()

/** `null` is the guide of the whole platform. */
export function makeGuide(pillar: Pillar | null): Agent {
  return defineAgent({
    id: pillar ? `guide.${pillar}` : GUIDE_GLOBAL,
    title: pillar ? `${PILLARS[pillar].label} guide` : 'Guide',
    recovery: 'exact',
    skills: [
      'Say what you have or what you want to know, and I bring you to the assistant for it.',
      'Attach a file, and the content assistant reads it.',
      'Tell me your goal, and I lay out the way there and the data that would help.',
      'Ask “what is next?”, “is it still running?” or for a summary.',
      'Ask “what can you do?”.',
    ],
    run: (input, context) => guide(pillar, input, context),
  })
}

async function* guide(pillar: Pillar | null, input: Input, context: AgentContext): AsyncGenerator<AgentSays, Usage> {
  const files = input.files ?? []
  const talk = readSmallTalk(input.text)
  if (talk === 'thanks') {
    yield* speak('You are welcome. Ask me whenever you do not know where to go next.', context)
    return NO_COST
  }
  if (asksHowToUpload(input.text)) {
    yield* speak(howToUpload(), context)
    return NO_COST
  }
  const ofProduct = readProductQuestion(input.text)
  if (ofProduct) {
    yield* speak(aboutProduct(ofProduct), context)
    return NO_COST
  }
  const request = files.length === 0 ? readGuideRequest(input.text) : null
  if (request && !(talk === 'help' && isNew(input))) {
    yield* answerRequest(request, input, context)
    return NO_COST
  }
  if (talk === 'help' || (talk === 'greeting' && files.length === 0)) {
    yield* speak(welcome(pillar), context)
    return NO_COST
  }
  const chosen = chosenPillar(input)
  if (chosen) {
    const asked = chosen.question === null ? {} : { text: chosen.question }
    yield* handOver({ to: chosen.pillar, reason: 'you chose it', confidence: CHOSEN, ...asked }, context)
    return NO_COST
  }
  const names = files.map(({ name }) => name)
  yield* answerIntent(intentOf(input.text, files.length, names), { pillar, text: input.text, files, context })
  return NO_COST
}

/** Nothing was asked or made yet: “what is next?” asks what there is. */
const isNew = ({ artifacts = [], jobs = [] }: Input): boolean => artifacts.length === 0 && jobs.length === 0

async function* answerRequest(request: GuideRequest, input: Input, context: AgentContext): AsyncGenerator<AgentSays> {
  if (request === 'jobs') return yield* speak(jobsText(input), context)
  if (request === 'summary') return yield* speak(summaryText(input), context)
  yield* speak(request === 'goal' ? goalText(input) : journeyText(input), context)
  const choices = stepChoices(nextStep(input))
  if (choices.length > 0) yield* drawChoices('Shall we?', choices, context)
}

interface Asked {
  pillar: Pillar | null
  text: string
  files: InvocationFile[]
  context: AgentContext
}

async function* answerIntent(intent: Intent, { pillar, text, files, context }: Asked): AsyncGenerator<AgentSays> {
  switch (intent.kind) {
    case 'clear': {
      const { best, confidence } = intent
      return yield* handOver({ to: best.pillar, reason: reasonOf(best, files), confidence }, context)
    }
    case 'tie':
      yield* speak(whichOne(intent), context)
      return yield* drawChoices(
        WHICH_ONE,
        intent.between.map(({ pillar: one }) => chooses(one)),
        context,
      )
    case 'none':
      return yield* speak(notUnderstood(text, pillar), context)
  }
}

/** A click says the name of the pillar, which is a choice like any other; the agent is named for doors that route. */
const chooses = (pillar: Pillar): Choice => ({
  label: PILLARS[pillar].label,
  action: 'choose_agent',
  context: { agent: PILLARS[pillar].liaison, message: PILLARS[pillar].label },
})

/** The first skill of each pillar, then the second of each: where no word is shared, no pillar is preferred. */
const ALL_SKILLS: readonly string[] = PILLAR_NAMES.flatMap((name) =>
  INTRODUCTIONS[name].skills.map((skill, at) => ({ skill, at })),
)
  .sort((a, b) => a.at - b.at)
  .map(({ skill }) => skill)

function notUnderstood(text: string, pillar: Pillar | null): string {
  return `I am not sure which of us can help with that.\n\nWhat comes nearest:\n\n${bullets(nearestSkills(text, ALL_SKILLS))}\n${pillar ? `${whatHelps(pillar)}\n\n` : ''}Ask “what can you do?” for everything.`
}

function welcome(pillar: Pillar | null): string {
  if (pillar) {
    return `Hello, I am the guide for ${labelOf(pillar)}.\n\n${whatHelps(pillar)}`
  }
  return `Hello, I am your guide. I bring you to the assistant who can help:\n\n${introduceAll()}\nThree ways to begin:\n\n${STARTS}`
}

function whatHelps(pillar: Pillar | null): string {
  if (!pillar)
    return `These are the assistants that I can bring you to:\n\n${introduceAll()}\nThree ways to begin:\n\n${STARTS}`
  const { does, needs, skills } = INTRODUCTIONS[pillar]
  const help = needs === 'nothing yet' ? '' : ` What helps is ${needs}.`
  return `The ${labelOf(pillar)} assistant ${does}.${help}\n\n${bullets(skills.slice(0, 3))}\nFor anything else, tell me what you want to know, and I find the assistant for it.`
}

const WHICH_ONE = 'Which of them do you want?'

function whichOne({ between }: Extract<Intent, { kind: 'tie' }>): string {
  const options = between.map(({ pillar, terms }) => {
    const words = terms.slice(0, 3).map((term) => (term.startsWith('the attached') ? term : `“${plain(term)}”`))
    return `**${PILLARS[pillar].label}** ${INTRODUCTIONS[pillar].does} (because of ${joined(words)}).`
  })
  return `That could be for ${joined(
    between.map(({ pillar }) => `the ${labelOf(pillar)} assistant`),
    'or',
  )}:\n\n${bullets(options)}\n${WHICH_ONE} Just say ${joined(
    between.map(({ pillar }) => `“${labelOf(pillar)}”`),
    'or',
  )}.`
}

/** The name of a pillar and nothing else: a choice. After “which one?” it is about the question before. */
function chosenPillar({ text, history }: Input): { pillar: Pillar; question: string | null } | null {
  const pillar = pillarNamed(text)
  if (!pillar) return null
  const last = history.at(-1)
  const wasAsked = last?.role === 'assistant' && last.content.includes(WHICH_ONE)
  const question = wasAsked ? history.findLast(({ role }) => role === 'user')?.content : undefined
  return { pillar, question: question ?? null }
}
