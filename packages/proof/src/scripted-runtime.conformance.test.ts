import { setImmediate } from 'node:timers/promises'
import { runtimeConformance } from './runtime-conformance.ts'
import type { Script } from './script.ts'
import { openScriptedRuntime } from './scripted-runtime.ts'

const WORDS = ['over', 'the', 'river', 'and', 'back']

/** As many tokens as the text says; each takes a turn of the event loop, so that everybody else gets on meanwhile. */
const counting: Script = async function* count(request) {
  const [, tokens = '0'] = request.invocation.input.text.split(' ')
  yield { type: 'agent.progress', payload: { progress: 0, label: 'Counting' } }
  for (let index = 0; index < Number(tokens); index += 1) {
    await setImmediate()
    yield { type: 'agent.token', payload: { text: `${WORDS[index % WORDS.length]} ${index} ` } }
  }
}

runtimeConformance('the scripted Runtime', async () => {
  const runtime = await openScriptedRuntime({ key: 'conformance-key' })
  runtime.script('guide.counting', counting)
  runtime.script('liaison.counting', counting, { recovery: 'restart' })
  const texts = { text: 'count 24', slowText: 'count 2000' }
  return {
    url: runtime.url,
    key: runtime.key,
    agents: {
      exact: { agentId: 'guide.counting', ...texts },
      restart: { agentId: 'liaison.counting', ...texts },
    },
    restart: async () => runtime.forget(),
    close: () => runtime.close(),
  }
})
