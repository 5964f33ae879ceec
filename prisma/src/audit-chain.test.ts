import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { CHAIN_START, chainHash, verifyChains } from './audit-chain.ts'
import { opened, temporaryFolder } from './database.test-support.ts'
import type { Database } from './open.ts'

let connection: Database

beforeEach(async () => {
  ;({ connection } = await opened(path.join(temporaryFolder(), 'a.db')))
  for (const name of ['security', 'noise']) {
    let before = CHAIN_START
    for (let n = 1; n <= 5; n += 1) before = add(name, n, before)
    connection
      .prepare(`INSERT INTO AuditChain (class, firstN, "before", lastN, lastHash) VALUES (?, 1, ?, 5, ?)`)
      .run(name, CHAIN_START, before)
  }
})

function add(name: string, n: number, before: string): string {
  const said = {
    at: `t${n}`,
    tenant: 'acme',
    sessionId: null,
    principal: 'p',
    action: 'a',
    outcome: 'ok',
    detail: '{}',
  }
  const hash = chainHash(before, { class: name, n, ...said })
  connection
    .prepare(
      `INSERT INTO AuditEntry (at, tenant, sessionId, principal, action, outcome, detail, class, n, hash)
       VALUES (@at, @tenant, @sessionId, @principal, @action, @outcome, @detail, @name, @n, @hash)`,
    )
    .run({ ...said, name, n, hash })
  return hash
}

describe('[G2] the hash chains of the audit trail', () => {
  test('are whole in an untouched trail and name their last rows', () => {
    const report = verifyChains(connection)
    expect(report).toMatchObject({ rows: 10, unchained: 0, problems: [] })
    expect(report.heads.map(({ class: name, n }) => [name, n])).toEqual([
      ['noise', 5],
      ['security', 5],
    ])
  })

  test.each([
    [
      'a word was changed',
      "UPDATE AuditEntry SET outcome = 'FORBIDDEN' WHERE class = 'security' AND n = 3",
      /row 3 .*changed/,
    ],
    [
      'the tenant was changed',
      "UPDATE AuditEntry SET tenant = NULL WHERE class = 'security' AND n = 1",
      /row 1 .*changed/,
    ],
    ['a time was changed', "UPDATE AuditEntry SET at = 't9' WHERE class = 'security' AND n = 5", /row 5 .*changed/],
    ['a row is missing', "DELETE FROM AuditEntry WHERE class = 'security' AND n = 3", /row 3 is missing/],
    ['the first row is missing', "DELETE FROM AuditEntry WHERE class = 'security' AND n = 1", /row 1 is missing/],
    ['the last row is missing', "DELETE FROM AuditEntry WHERE class = 'security' AND n = 5", /rows 5 to 5 are missing/],
    ['all rows are missing', "DELETE FROM AuditEntry WHERE class = 'security'", /rows 1 to 5 are missing/],
    ['a row was moved', "UPDATE AuditEntry SET id = id + 1000 WHERE class = 'security' AND n = 2", /row 3 was moved/],
    [
      'a row lost its hash',
      "UPDATE AuditEntry SET class = NULL WHERE class = 'security' AND n = 2",
      /row 2 is missing/,
    ],
    ['a chain was removed', "DELETE FROM AuditChain WHERE class = 'security'", /5 rows belong to no chain/],
    [
      'a row was put twice',
      "INSERT INTO AuditEntry (at, action, outcome, detail, class, n, hash) SELECT at, action, outcome, detail, class, n, hash FROM AuditEntry WHERE class = 'security' AND n = 2",
      /row 2 is there twice/,
    ],
    [
      'two rows changed places',
      "UPDATE AuditEntry SET n = 7 - n WHERE class = 'security' AND n IN (3, 4)",
      /was (changed|moved)/,
    ],
  ])('say that %s', (_, tamper, problem) => {
    connection.exec(tamper)
    const { problems } = verifyChains(connection)
    expect(problems.join('\n')).toMatch(problem)
    expect(problems.filter((words) => words.startsWith('noise'))).toEqual([])
  })
})
