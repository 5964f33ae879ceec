// Employees, support tickets, a survey and school grades.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, daysBetween, monthBefore, monthOf, newest, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, count, highest, lowest, mean, median, pairsOf, share, sum, top } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'

const FIRST = ['Ida', 'Omar', 'Lena', 'Piotr', 'Grace', 'Hugo', 'Mei', 'Sven', 'Tara', 'Ugo', 'Vera', 'Will']
const LAST = ['Stone', 'Kaya', 'Novak', 'Silva', 'Berg', 'Adler', 'Costa', 'Quinn', 'Hart', 'Lund', 'Moss']

export function employees(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 120 }, (_, at) => {
    const hired = addDays('2015-03-01', random.int(0, 3_900))
    const left = random.chance(0.2) ? addDays(hired, random.int(60, 700)) : null
    return {
      id: `E${String(at + 1).padStart(4, '0')}`,
      name: `${FIRST[at % FIRST.length]} ${LAST[Math.floor(at / FIRST.length)] ?? 'Vale'}`,
      department: random.pick(['Engineering', 'Support', 'Finance', 'Marketing']),
      city: random.pick(['Berlin', 'Lisbon', 'Dublin']),
      gender: random.pick(['F', 'M']),
      salary: random.int(320, 1_250) * 100,
      hired,
      left: left !== null && left < '2026-05-31' ? left : null,
    }
  })
  const now = rows.filter(({ left }) => left === null)
  const pay = (inside: readonly { salary: number }[]) => mean(inside, (row) => row.salary)
  const women = rows.filter(({ gender }) => gender === 'F')
  const men = rows.filter(({ gender }) => gender === 'M')
  const engineering = rows.filter(({ department }) => department === 'Engineering')
  const size = (inside: readonly unknown[]) => inside.length
  const gone = rows.flatMap((row) =>
    row.left === null ? [] : [{ ...row, left: row.left, days: daysBetween(row.hired, row.left) }],
  )
  const ask = new AskList('staff')
    .figure('count', 'How many employees do we have right now?', now.length)
    .groups(
      'average',
      "What's the average salary by department?",
      by(rows, (row) => row.department, pay),
    )
    .winner(
      'extreme',
      'Who earns the most?',
      highest(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.salary,
        ),
      ),
    )
    .figure(
      'period',
      'How many people were hired in 2024?',
      count(rows, ({ hired }) => yearOf(hired) === '2024'),
    )
    .groups(
      'group',
      'what is the gender split in Engineering?',
      by(engineering, (row) => row.gender, size),
    )
    .figures(
      'compare',
      'median salary of women vs men',
      median(women, (row) => row.salary),
      median(men, (row) => row.salary),
    )
    .names(
      'filter',
      'who in Berlin makes less than 50000?',
      rows.filter((row) => row.city === 'Berlin' && row.salary < 50_000).map(({ name }) => name),
    )
    .groups(
      'extreme',
      'highest salary in each department',
      by(
        rows,
        (row) => row.department,
        (inside) => Math.max(...inside.map((row) => row.salary)),
      ),
    )
    .winner('average', 'Which city pays best on average?', highest(by(rows, (row) => row.city, pay)))
    .figure('share', 'what share of staff is female?', women.length / rows.length, 'share')
    .groups(
      'group',
      'headcount per department and city',
      by(rows, (row) => `${row.department}|${row.city}`, size).map(([key, n]) => [key.split('|'), n]),
    )
    .figure(
      'count',
      'How many people left in 2025?',
      count(gone, ({ left }) => yearOf(left) === '2025'),
    )
    .figure(
      'duration',
      'how long did people who left stay on average, in days?',
      mean(gone, (row) => row.days),
      'days',
    )
    .figure(
      'extreme',
      'what is the lowest salary in Support?',
      Math.min(...rows.filter(({ department }) => department === 'Support').map(({ salary }) => salary)),
    )
    .groups(
      'trend',
      'hires per year',
      by(rows, (row) => yearOf(row.hired), size),
    )
    .figure('total', 'total payroll', sum(rows.map(({ salary }) => salary)))
    .figure('lookup', `what is the salary of ${rows[30]?.name}?`, rows[30]?.salary ?? 0)
    .names('lookup', `which department is ${rows[41]?.name} in?`, [rows[41]?.department ?? ''])
    .figure(
      'follow-up',
      ['average salary in Dublin', 'and in Lisbon?'],
      pay(rows.filter(({ city }) => city === 'Lisbon')),
    )
    .figure(
      'count',
      'how many emploees work in Finanse?',
      count(rows, ({ department }) => department === 'Finance'),
    )
    .winner(
      'extreme',
      'who has been with us the longest?',
      lowest(
        pairsOf(
          now,
          (row) => row.name,
          (row) => Date.parse(row.hired),
        ),
      ),
    )
    .none('How many sick days did people take?')
    .none('who is the best manager?')
  return {
    name: 'employees.xlsx',
    ...workbook([
      [
        'Staff',
        [
          ['Employee ID', 'Name', 'Department', 'Office', 'Gender', 'Base salary', 'Hire date', 'Exit date'],
          ...rows.map((row) => [
            row.id,
            row.name,
            row.department,
            row.city,
            row.gender,
            row.salary,
            row.hired,
            row.left,
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

export function tickets(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 300 }, (_, at) => {
    const opened = addDays('2025-09-01', random.int(0, 210))
    const hours = random.int(1, 400)
    const done = random.chance(0.85)
    const at9 = Date.parse(`${opened}T09:00:00Z`)
    return {
      id: 7_000 + at,
      opened,
      createdAt: `${opened} 09:00:00`,
      closedAt: done ? new Date(at9 + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ') : null,
      hours: done ? hours : null,
      status: done ? 'Resolved' : random.pick(['Open', 'Pending']),
      priority: random.pick(['Low', 'Normal', 'High', 'Urgent']),
      channel: random.pick(['email', 'chat', 'phone']),
      category: random.pick(['Billing', 'Login', 'Bug', 'Shipping']),
      agent: random.pick(['Nora', 'Otis', 'Pia', 'Raj']),
      first: random.int(2, 240),
      csat: random.pick([1, 2, 3, 4, 5, 5]),
      reopened: random.chance(0.1),
    }
  })
  const solved = rows.flatMap((row) => (row.hours === null ? [] : [{ ...row, hours: row.hours }]))
  const size = (inside: readonly unknown[]) => inside.length
  // Today is the newest day of the file.
  const last = monthBefore(monthOf(newest(rows.map(({ opened, closedAt }) => (closedAt ?? opened).slice(0, 10)))))
  const ask = new AskList('tickets')
    .figure(
      'count',
      'How many tickets are still open?',
      count(rows, ({ status }) => status === 'Open'),
    )
    .figure(
      'duration',
      "What's the average time to resolve a ticket?",
      mean(solved, (row) => row.hours),
      'hours',
    )
    .groups(
      'duration',
      'mean resolution time by priority in hours',
      by(
        solved,
        (row) => row.priority,
        (inside) => mean(inside, (row) => row.hours),
      ),
      'hours',
    )
    .winner(
      'average',
      'which agent has the best csat?',
      highest(
        by(
          rows,
          (row) => row.agent,
          (inside) => mean(inside, (row) => row.csat),
        ),
      ),
    )
    .figure(
      'share',
      'share of tickets that were reopened',
      share(rows, (row) => row.reopened),
      'share',
    )
    .groups(
      'average',
      'average first response time by channel',
      by(
        rows,
        (row) => row.channel,
        (inside) => mean(inside, (row) => row.first),
      ),
      'minutes',
    )
    .winner('top', 'what category gets the most tickets?', highest(by(rows, (row) => row.category, size)))
    .figure(
      'filter',
      'how many tickets took longer than 60 minutes for a first response?',
      count(rows, (row) => row.first > 60),
    )
    .figure(
      'period',
      'how many high priority tickets came in last month?',
      count(rows, (row) => row.priority === 'High' && monthOf(row.opened) === last),
    )
    .figures(
      'compare',
      'are there more urgent or low tickets?',
      count(rows, ({ priority }) => priority === 'Urgent'),
      count(rows, ({ priority }) => priority === 'Low'),
    )
    .groups(
      'group',
      'tickets per agent and status',
      by(rows, (row) => `${row.agent}|${row.status}`, size).map(([key, n]) => [key.split('|'), n]),
    )
    .groups(
      'trend',
      'tickets by month',
      by(rows, (row) => monthOf(row.opened), size),
    )
    .figure(
      'count',
      'count of billing tickets via phone',
      count(rows, (row) => row.category === 'Billing' && row.channel === 'phone'),
    )
    .figure(
      'count',
      'how many tickets are not resolved?',
      count(rows, ({ status }) => status !== 'Resolved'),
    )
    .winner('extreme', 'who closes the fewest tickets?', lowest(by(solved, (row) => row.agent, size)))
    .figure(
      'average',
      'average csat for Raj',
      mean(
        rows.filter(({ agent }) => agent === 'Raj'),
        (row) => row.csat,
      ),
    )
    .groups(
      'having',
      'agents with more than 60 tickets',
      by(rows, (row) => row.agent, size).filter(([, n]) => n > 60),
    )
    .figure(
      'follow-up',
      ['How many tickets are still open?', 'how many of those are urgent?'],
      count(rows, (row) => row.status === 'Open' && row.priority === 'Urgent'),
    )
    .groups(
      'follow-up',
      ['tickets by category', 'same for channel'],
      by(rows, (row) => row.channel, size),
    )
    .names('lookup', 'who handled ticket 7042?', [rows[42]?.agent ?? ''])
    .figure(
      'share',
      '% of tickets with a rating of 5',
      share(rows, ({ csat }) => csat === 5),
      'share',
    )
    .none('how much did the tickets cost us?')
  return {
    name: 'support_tickets.csv',
    ...csv([
      [
        'ticket_id',
        'created_at',
        'resolved_at',
        'status',
        'priority',
        'channel',
        'category',
        'agent',
        'first_response_minutes',
        'csat',
        'reopened',
      ],
      ...rows.map((row) => [
        row.id,
        row.createdAt,
        row.closedAt,
        row.status,
        row.priority,
        row.channel,
        row.category,
        row.agent,
        row.first,
        row.csat,
        row.reopened,
      ]),
    ]),
    questions: ask.questions,
  }
}

export function survey(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 150 }, (_, at) => ({
    id: at + 1,
    age: random.pick(['18-24', '25-34', '35-49', '50+']),
    country: random.pick(['UK', 'Ireland', 'Malta']),
    satisfaction: random.int(1, 10),
    recommend: random.chance(0.6),
    hours: random.int(0, 30),
  }))
  const size = (inside: readonly unknown[]) => inside.length
  const ask = new AskList('survey')
    .figure('count', 'how many people answered?', rows.length)
    .figure(
      'count',
      'how many respondents would recommend us?',
      count(rows, (row) => row.recommend),
    )
    .figure(
      'share',
      'what percentage would recommend us?',
      share(rows, (row) => row.recommend),
      'share',
    )
    .groups(
      'share',
      'share who would recommend by age group',
      by(
        rows,
        (row) => row.age,
        (inside) => share(inside, (row) => row.recommend),
      ),
      'share',
    )
    .figure(
      'average',
      'average satisfaction',
      mean(rows, (row) => row.satisfaction),
    )
    .groups(
      'average',
      'how satisfied are people in each country?',
      by(
        rows,
        (row) => row.country,
        (inside) => mean(inside, (row) => row.satisfaction),
      ),
    )
    .winner(
      'extreme',
      'which age group is least satisfied?',
      lowest(
        by(
          rows,
          (row) => row.age,
          (inside) => mean(inside, (row) => row.satisfaction),
        ),
      ),
    )
    .groups(
      'group',
      'breakdown by age group',
      by(rows, (row) => row.age, size),
    )
    .figure(
      'filter',
      'how many gave 9 or 10?',
      count(rows, ({ satisfaction }) => satisfaction >= 9),
    )
    .figure(
      'filter',
      'how many use it at least 20 hours a week?',
      count(rows, ({ hours }) => hours >= 20),
    )
    .figures(
      'compare',
      'UK vs Malta satisfaction',
      mean(
        rows.filter(({ country }) => country === 'UK'),
        (row) => row.satisfaction,
      ),
      mean(
        rows.filter(({ country }) => country === 'Malta'),
        (row) => row.satisfaction,
      ),
    )
    .none('what do people complain about?')
  return {
    name: 'Customer survey 2026.xlsx',
    ...workbook([
      [
        'Responses',
        [
          ['Customer survey 2026'],
          [],
          ['Respondent', 'Age group', 'Country', 'Satisfaction (1-10)', 'Would recommend', 'Hours per week'],
          ...rows.map((row) => [
            row.id,
            row.age,
            row.country,
            row.satisfaction,
            row.recommend ? 'Yes' : 'No',
            row.hours,
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

export function grades(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 66 }, (_, at) => ({
    student: `${FIRST[at % FIRST.length]} ${LAST[(at * 5) % LAST.length]}`,
    klass: random.pick(['7A', '7B', '8A']),
    math: random.int(35, 100),
    english: random.int(35, 100),
    science: random.int(35, 100),
    absent: random.int(0, 14),
  }))
  const math = (inside: readonly { math: number }[]) => mean(inside, (row) => row.math)
  const ask = new AskList('grades')
    .winner(
      'extreme',
      'who got the best math score?',
      highest(
        pairsOf(
          rows,
          (row) => row.student,
          (row) => row.math,
        ),
      ),
    )
    .groups(
      'average',
      'average math score per class',
      by(rows, (row) => row.klass, math),
    )
    .figure(
      'filter',
      'how many students scored below 50 in english?',
      count(rows, ({ english }) => english < 50),
    )
    .figure(
      'average',
      'mean science score in 8A',
      mean(
        rows.filter(({ klass }) => klass === '8A'),
        (row) => row.science,
      ),
    )
    .groups(
      'top',
      'top 3 students in science',
      top(
        pairsOf(
          rows,
          (row) => row.student,
          (row) => row.science,
        ),
        3,
      ),
    )
    .figure(
      'count',
      'number of students in 7B',
      count(rows, ({ klass }) => klass === '7B'),
    )
    .winner(
      'average',
      'which class is best at english?',
      highest(
        by(
          rows,
          (row) => row.klass,
          (inside) => mean(inside, (row) => row.english),
        ),
      ),
    )
    .figure('total', 'how many days absent in total?', sum(rows.map(({ absent }) => absent)))
    .names(
      'filter',
      'students with more than 10 days absent',
      rows.filter(({ absent }) => absent > 10).map(({ student }) => student),
    )
    .figure('extreme', 'lowest english score', Math.min(...rows.map(({ english }) => english)))
    .figure(
      'average',
      'median math score',
      median(rows, (row) => row.math),
    )
    .verdict(
      'did anyone get 100 in math?',
      rows.some((row) => row.math === 100),
      count(rows, (row) => row.math === 100),
    )
    .figure('lookup', `what did ${rows[12]?.student} get in english?`, rows[12]?.english ?? 0)
    .figure(
      'extreme',
      'how many students failed, meaning under 40 in math',
      count(rows, (row) => row.math < 40),
    )
    .none('which teacher gives the hardest exams?')
  return {
    name: 'grades.csv',
    ...csv([
      ['Student', 'Class', 'Math', 'English', 'Science', 'Days absent'],
      ...rows.map((row) => [row.student, row.klass, row.math, row.english, row.science, row.absent]),
    ]),
    questions: ask.questions,
  }
}
