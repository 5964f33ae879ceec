import { expect, test } from 'vitest'
import { answerParts } from './answer-parts.ts'

test('an answer without asides is shown whole', () => {
  expect(answerParts('**12** rows.\n\n# A heading')).toEqual({ text: '**12** rows.\n\n# A heading', asides: [] })
})

test('folds what stands under a heading of the lowest level', () => {
  const answer = 'Total: **3**.\n\n###### Left out\n\n- row 37\n\n###### How this was computed\n\nFrom 240 rows.'
  expect(answerParts(answer)).toEqual({
    text: 'Total: **3**.',
    asides: [
      { title: 'Left out', text: '- row 37' },
      { title: 'How this was computed', text: 'From 240 rows.' },
    ],
  })
})

test('half an answer has half an aside', () => {
  expect(answerParts('Total: **3**.\n\n###### Left')).toEqual({
    text: 'Total: **3**.',
    asides: [{ title: 'Left', text: '' }],
  })
})
