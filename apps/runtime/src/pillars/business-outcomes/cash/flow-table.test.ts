import { describe, expect, test } from 'vitest'
import { openTestTables } from '../../../tables/tables.test-support.ts'
import { toolFile } from '../../../tools/made-file.test-support.ts'
import type { CashFlowResult } from './cash-flow-tool.ts'
import { cashTableTool } from './cash-table-tool.ts'

async function value(csv: string, text: string, earlier: string[] = [], name = 'flows.csv'): Promise<CashFlowResult> {
  await using tables = await openTestTables()
  return await cashTableTool.run({ text, earlier }, toolFile(name, csv, 'text/csv'), [], {
    tables: () => Promise.resolve(tables.session),
  })
}

const YEARS = 'year,cash flow\n0,-10000\n1,3000\n2,4200\n3,6800\n'
const DATES = 'date,amount\n2008-01-01,-10000\n2008-03-01,2750\n2008-10-30,4250\n2009-02-15,3250\n2009-04-01,2750\n'
const GERMAN =
  'Jahr;Einzahlungen;Auszahlungen\n2026;0,00;50.000,00\n2027;22.500,50;2.500,50\n2028;20.000,00;0,00\n2029;20.000,00;0,00\n'
const WIDE =
  'Item,2026,2027,2028,2029\nInvestment,-1000,0,0,0\nSavings,0,400,500,600\nNet cash flow,-1000,400,500,600\n'
const PROJECTS = 'project,year,net\nAlpha,0,-100\nAlpha,1,60\nAlpha,2,70\nBeta,0,-200\nBeta,1,150\nBeta,2,90\n'

describe('amounts in time in a table', () => {
  test.each<[string, string, string, string[]]>([
    ['periods', YEARS, 'NPV at 10 %?', ['**1,307.29**', '1,188.44', 'Periods: column “year”']],
    ['dates', DATES, "what's the IRR of this file", ['**37.34 % a year**', 'XIRR']],
    ['dates, discounted', DATES, 'xnpv at 9 %', ['**2,086.65**', 'days ÷ 365']],
    [
      'a column for each direction',
      GERMAN,
      'Lohnt sich das bei 5 %?',
      ['**4,464.96**', 'less “Auszahlungen”', 'counted from 2026'],
    ],
    ['a column for each year', WIDE, 'irr', ['**21.65 % a year**', 'row “Net cash flow”']],
    ['a group that is named', PROJECTS, 'IRR of Beta', ['project = Beta', '**14.35 % a year**']],
    ['no column of time', 'amount\n-1000\n600\n600\n', 'irr', ['**13.07 % a period**', 'no column of time']],
    ['years with a gap', 'Year,Amount\n2026,-100\n2028,121\n', 'irr', ['**10.00 % a year**', '1 year without a row']],
    ['names of periods', 'When,Flow\nYear 0,-100\nYear 1,60\nYear 2,60\n', 'irr', ['**13.07 % a year**']],
    ['months', 'Month,Net\n0,-1000\n1,200\n2,300\n3,600\n', 'irr', ['a month (']],
    [
      'an amount that was said',
      'year,savings\n1,20000\n2,20000\n3,20000\n4,20000\n',
      'we invest 50,000 now, npv at 8 %',
      ['**16,242.54**'],
    ],
    ['several rates', 'year,net\n0,-1000\n1,2500\n2,-1560\n', 'irr', ['**not one**', '20.00 % a year, 30.00 % a year']],
    [
      'a row of totals',
      'year,net\n0,-1000\n1,600\n2,600\nTotal,200\n',
      'irr',
      ['**13.07 %', '1 rows of totals left out'],
    ],
    [
      'money with its sign',
      'Date;Amount\n01.02.2026;-1.000,00 €\n01.02.2027;1.100,00 €\n',
      'xirr',
      ['**10.00 % a year**'],
    ],
  ])('%s', async (_, csv, text, told) => {
    const { state, markdown, table } = await value(csv, text)
    expect(state, markdown).toBe('answered')
    for (const each of told) expect(markdown).toContain(each)
    expect(table?.data.rows.length).toBeGreaterThan(1)
  })

  test.each<[string, string, string, string]>([
    ['several groups', PROJECTS, 'irr', '“Alpha”, “Beta”'],
    [
      'several columns of amounts',
      'year,plan amount,actual amount\n0,-100,-90\n1,60,70\n2,70,80\n',
      'irr',
      '“plan amount”, “actual amount”',
    ],
    [
      'a cell that cannot be read',
      `year,net\n0,-100\n1,see note\n${Array.from({ length: 40 }, (_, at) => `${at + 2},9${at}`).join('\n')}\n`,
      'irr',
      '“see note” in row 2',
    ],
    ['an amount without its date', 'date,net\n2026-01-01,-100\n,60\n2027-01-01,70\n', 'irr', 'row 2'],
    [
      'several dates',
      'invoiced,paid,amount\n2026-01-01,2026-02-01,-100\n2027-01-01,2027-02-01,110\n',
      'irr',
      'several dates',
    ],
    ['several rows of years', 'Item,2026,2027,2028\nVan,-10,5,7\nTruck,-20,9,15\n', 'irr', '“Van”, “Truck”'],
  ])('asks: %s', async (_, csv, text, why) => {
    const { state, markdown } = await value(csv, text)
    expect(state, markdown).toBe('ask')
    expect(markdown).toContain(why)
  })

  test('a column that is named decides', async () => {
    const csv = 'year,plan amount,actual amount\n0,-100,-90\n1,60,70\n2,70,80\n'
    expect((await value(csv, 'irr of the actual amount')).markdown).toContain('40.88 %')
  })

  test('a table without amounts is none', async () => {
    expect((await value('name,city\nAnn,Bonn\nBob,Köln\n', 'irr')).state).toBe('none')
  })

  test('a later turn goes on at another rate', async () => {
    expect((await value(YEARS, 'and at 12 %?', ['NPV at 10 %?'])).markdown).toContain('12 % a year')
  })

  test('an undefined figure is said with its reason', async () => {
    const { markdown } = await value('year,net\n0,100\n1,60\n', 'irr and payback')
    expect(markdown).toContain('**none**, for nothing is paid')
    expect(markdown).toContain('**not defined**')
  })
})
