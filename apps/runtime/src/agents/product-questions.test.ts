import { describe, expect, test } from 'vitest'
import { readGuideRequest } from './guide-request.ts'
import { aboutProduct, readProductQuestion } from './product-questions.ts'
import { readSmallTalk } from './small-talk.ts'

describe('[U6] a question about the product', () => {
  test.each([
    ['Which languages do you speak?', 'languages'],
    ['Can I ask in German?', 'languages'],
    ['Sprichst du Deutsch?', 'languages'],
    ['Kann ich auf Deutsch fragen?', 'languages'],
    ['Is my data private?', 'privacy'],
    ['Are our documents safe?', 'privacy'],
    ['who can see my files', 'privacy'],
    ['Where is my data stored?', 'privacy'],
    ['Wer sieht meine Daten?', 'privacy'],
    ['what does it cost to use you?', 'cost'],
    ['Is this free?', 'cost'],
    ['Was kostet das?', 'cost'],
  ] as const)('is recognised: %s', (text, expected) => {
    expect(readProductQuestion(text)).toBe(expected)
    expect(aboutProduct(expected)).not.toBe('')
  })

  test.each([
    'What does it cost to ship a parcel?',
    'Where is my order stored?',
    'Which languages are in column three?',
    'Who sees most patients?',
    'Is the total free of tax?',
    'Was kostet der Honig?',
  ])('is not read into a question about a file: %s', (text) => {
    expect(readProductQuestion(text)).toBeNull()
  })

  test.each(['wer bist du?', 'Was kannst du?', 'Hilfe', 'Wie funktioniert das hier?'])(
    'is help in German: %s',
    (text) => {
      expect(readSmallTalk(text)).toBe('help')
    },
  )

  test.each([
    'Summarize this session',
    'summarise our chat so far',
    'Fasse das Gespräch zusammen',
    'fass alles zusammen bitte',
    'Zusammenfassung bitte',
  ])('is the session in short: %s', (text) => {
    expect(readGuideRequest(text)).toBe('summary')
  })
})
