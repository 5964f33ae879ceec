import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { FileView } from '@biplane/contracts/wire/commands'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import { describe, expect, test } from 'vitest'
import type { UploadRequest } from '../files/upload.ts'
import { CONVERSATION, openScript, threadOf } from '../testing/scripted-conversation.ts'
import { RefusedError, refuseHere } from '../transport/refusal-in.ts'
import { openDraft } from './draft.ts'

function bench(stored: Record<string, string> = {}) {
  const storage = new Map(Object.entries(stored))
  const uploads: { request: UploadRequest; done: (name: string) => void; fail: (error: Error) => void }[] = []
  const sent: { text: string; files: string[] }[] = []
  const options: object[] = []
  const places: (string | null)[] = []
  let ids = 0
  const draft = openDraft({
    storage: {
      read: (key) => storage.get(key) ?? null,
      write: (key, text) => void (text === null ? storage.delete(key) : storage.set(key, text)),
    },
    key: 'draft',
    upload: (request) =>
      new Promise((resolve, reject) => {
        uploads.push({ request, done: (name) => resolve(stored_as(name)), fail: reject })
      }),
    newId: () => `id-${++ids}`,
    submit: (text, files, of, thread_id) => {
      sent.push({ text, files: files.map((f) => f.name) })
      places.push(thread_id)
      options.push(of)
    },
  })
  return { draft, uploads, sent, options, places, storage }
}

const stored_as = (name: string): FileView => ({
  file_uuid: `uuid of ${name}`,
  name,
  mime: 'text/csv',
  kind: 'csv',
  size: 1,
  sha256: '',
  created_at: '',
})
const file = (name: string) => new File(['a'], name)

describe('a message that is being written', () => {
  test('its words outlive a reload, and are gone when it is sent', () => {
    const b = bench({ draft: 'half a sen' })
    expect(b.draft.getView().text).toBe('half a sen')
    b.draft.write('half a sentence')
    expect(b.storage.get('draft')).toBe('half a sentence')
    b.draft.send()
    expect(b.sent).toEqual([{ text: 'half a sentence', files: [] }])
    expect(b.storage.has('draft')).toBe(false)
  })

  test('nothing is not sent', () => {
    const b = bench()
    b.draft.write('  \n')
    b.draft.send()
    expect(b.sent).toEqual([])
  })

  test('sent while files are on their way, it goes when the last has arrived', async () => {
    const b = bench()
    b.draft.write('look')
    const attached = b.draft.attach([file('a.csv'), file('b.csv')])
    b.draft.send()
    expect(b.draft.getView().sendWhenReady).toBe(true)
    b.uploads[1]?.done('b.csv')
    await Promise.resolve()
    expect(b.sent).toEqual([])
    b.uploads[0]?.done('a.csv')
    await attached
    expect(b.sent).toEqual([{ text: 'look', files: ['a.csv', 'b.csv'] }])
    expect(b.draft.getView()).toMatchObject({ text: '', attachments: [], sendWhenReady: false, replaces: null })
  })

  test('a file that fails stops the sending, keeps the words, and says why at the file', async () => {
    const b = bench()
    b.draft.write('look')
    const attached = b.draft.attach([file('a.csv'), file('b.exe')])
    b.draft.send()
    const refusal = refuseHere('UNSUPPORTED_FILE', 'That is a program.')
    b.uploads[1]?.fail(new RefusedError(refusal))
    b.uploads[0]?.done('a.csv')
    await attached
    expect(b.sent).toEqual([])
    const { text, attachments } = b.draft.getView()
    expect(text).toBe('look')
    expect(attachments.map((a) => a.upload.kind)).toEqual(['done', 'failed'])
    expect(attachments[1]?.upload).toEqual({ kind: 'failed', refusal })
  })

  test('an upload that was cut off can be tried again; what is taken away is aborted', async () => {
    const b = bench()
    const attached = b.draft.attach([file('a.csv'), file('b.csv')])
    b.uploads[0]?.fail(new Error('cut'))
    b.draft.remove('id-2')
    b.uploads[1]?.fail(new DOMException('aborted', 'AbortError'))
    await attached
    expect(b.uploads[1]?.request.signal.aborted).toBe(true)
    expect(b.draft.getView().attachments).toMatchObject([{ id: 'id-1', upload: { kind: 'failed', refusal: null } }])
    b.draft.retryUpload('id-1')
    b.uploads[2]?.request.onProgress(0.5)
    expect(b.draft.getView().attachments).toMatchObject([{ upload: { kind: 'running', share: 0.5 } }])
    b.uploads[2]?.done('a.csv')
    await Promise.resolve()
    await Promise.resolve()
    expect(b.draft.getView().attachments).toMatchObject([{ upload: { kind: 'done' } }])
  })

  test('files alone are a message, with words that say so', async () => {
    const b = bench()
    const attached = b.draft.attach([file('a.csv')])
    b.draft.send()
    b.uploads[0]?.done('a.csv')
    await attached
    expect(b.sent).toEqual([{ text: 'Please look at this file.', files: ['a.csv'] }])
  })

  test('more files than a message takes are refused one by one', async () => {
    const b = bench()
    void b.draft.attach(Array.from({ length: LIMITS.filesPerMessage + 2 }, (_, n) => file(`${n}.csv`)))
    const kinds = b.draft.getView().attachments.map((a) => a.upload.kind)
    expect(kinds.filter((k) => k === 'running')).toHaveLength(LIMITS.filesPerMessage)
    expect(kinds.filter((k) => k === 'failed')).toHaveLength(2)
    expect(b.uploads).toHaveLength(LIMITS.filesPerMessage)
  })

  test('[E5] edits an earlier message with its files', () => {
    const b = bench()
    b.draft.write('half a thought')
    const file = { file_uuid: 'f1', name: 'a.csv', mime: 'text/csv', size: 3 }
    b.draft.revise({ ...EARLIER, content: 'teh question', files: [file] }, 'm1')
    expect(b.draft.getView()).toMatchObject({ text: 'teh question', replaces: 'm1' })
    b.draft.write('the question')
    b.draft.send({ when_busy: 'interrupt' })
    expect(b.draft.getView().text).toBe('half a thought')
    b.draft.write('another')
    b.draft.send()
    expect(b.sent).toEqual([
      { text: 'the question', files: ['a.csv'] },
      { text: 'another', files: [] },
    ])
    expect(b.options).toEqual([{ replaces: 'm1', conversation_id: CONVERSATION, when_busy: 'interrupt' }, {}])
  })

  test('[E5] what was taken up can be left as it was', () => {
    const b = bench()
    b.draft.revise({ ...EARLIER, content: 'a question' }, 'm1')
    b.draft.leaveRevision()
    expect(b.draft.getView()).toMatchObject({ text: '', attachments: [], sendWhenReady: false, replaces: null })
    expect(b.storage.size).toBe(0)
  })
})

const EARLIER = openScriptedQuestion()

function openScriptedQuestion(): ThreadMessage {
  const script = openScript()
  script.user('m1', '')
  const message = threadOf(script.events).messages[0]
  if (!message) throw new Error('no message')
  return message
}

describe('[D9.8] a draft belongs to its thread', () => {
  test('it stays there when another one is shown, and is sent there', () => {
    const { draft, sent, places } = bench()
    draft.show('alpha')
    draft.write('for alpha only')
    draft.show('beta')
    expect(draft.getView().text).toBe('')
    draft.send()
    draft.write('for beta')
    draft.send()
    draft.show('alpha')
    expect(draft.getView().text).toBe('for alpha only')
    draft.send()
    expect(sent.map(({ text }) => text)).toEqual(['for beta', 'for alpha only'])
    expect(places).toEqual(['beta', 'alpha'])
  })

  test('it outlives a reload there', () => {
    const first = bench()
    first.draft.show('alpha')
    first.draft.write('for alpha only')
    const again = bench(Object.fromEntries(first.storage))
    expect(again.draft.getView().text).toBe('')
    again.draft.show('beta')
    expect(again.draft.getView().text).toBe('')
    again.draft.show('alpha')
    expect(again.draft.getView().text).toBe('for alpha only')
  })

  test('moves an early draft to the first thread shown', () => {
    const early = bench()
    early.draft.write('early')
    early.draft.show('alpha')
    expect(early.draft.getView().text).toBe('early')
    const both = bench({ 'draft.alpha': 'kept' })
    both.draft.write('early')
    both.draft.show('alpha')
    expect(both.draft.getView().text).toBe('kept')
    both.draft.show(null)
    expect(both.draft.getView().text).toBe('early')
  })

  test('moves an early file to the first thread shown', async () => {
    const { draft, uploads, sent, places } = bench()
    draft.write('early')
    const attached = draft.attach([new File(['x'], 'a.csv')])
    draft.send()
    draft.show('alpha')
    expect(draft.getView()).toMatchObject({ text: 'early', sendWhenReady: true })
    uploads[0]?.request.onProgress(1)
    expect(draft.getView().attachments).toMatchObject([{ upload: { kind: 'running', share: 1 } }])
    uploads[0]?.done('a.csv')
    await attached
    expect([sent, places]).toEqual([[{ text: 'early', files: ['a.csv'] }], ['alpha']])
  })

  test('a file that arrives after another one is shown is sent where it was attached', async () => {
    const { draft, uploads, sent, places } = bench()
    draft.show('alpha')
    draft.write('with a file')
    const attached = draft.attach([new File(['x'], 'a.csv')])
    draft.send()
    draft.show('beta')
    expect(draft.getView()).toMatchObject({ text: '', attachments: [], sendWhenReady: false })
    uploads[0]?.done('a.csv')
    await attached
    expect([sent, places]).toEqual([[{ text: 'with a file', files: ['a.csv'] }], ['alpha']])
  })
})
