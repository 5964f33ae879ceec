// Meters, sensors, a clinic, shipments and a car fleet.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, daysBetween, monthOf, newest, usDay, weekdayOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, median, pairsOf, share, sum, top, total } from '../truth.ts'
import { csv, json, parquet } from '../write-files.ts'

export async function meters(seed: number): Promise<MadeSet> {
  const random = seeded(seed)
  const rows = Array.from({ length: 360 }, (_, at) => ({
    meter: `M-${101 + (at % 6)}`,
    building: ['North', 'North', 'South', 'South', 'Annex', 'Annex'][at % 6] ?? '',
    day: addDays('2025-11-01', Math.floor(at / 6)),
    kwh: random.int(500, 9_000) / 100,
    peak: random.int(10, 400) / 10,
  }))
  const used = (inside: readonly { kwh: number }[]) => total(inside, (row) => row.kwh)
  const ask = new AskList('meters')
    .figure('total', 'total energy consumption in kWh', used(rows))
    .groups(
      'group',
      'consumption per building',
      by(rows, (row) => row.building, used),
    )
    .winner('top', 'which meter uses the most energy?', highest(by(rows, (row) => row.meter, used)))
    .groups(
      'trend',
      'kWh by month',
      by(rows, (row) => monthOf(row.day), used),
    )
    .figure(
      'average',
      'average daily kwh of M-103',
      mean(
        rows.filter(({ meter }) => meter === 'M-103'),
        (row) => row.kwh,
      ),
    )
    .figure('extreme', 'what was the highest peak?', Math.max(...rows.map(({ peak }) => peak)))
    .groups(
      'extreme',
      'max peak per meter',
      by(
        rows,
        (row) => row.meter,
        (inside) => Math.max(...inside.map(({ peak }) => peak)),
      ),
    )
    .figures(
      'compare',
      'did we use more in November or December?',
      used(rows.filter(({ day }) => monthOf(day) === '2025-11')),
      used(rows.filter(({ day }) => monthOf(day) === '2025-12')),
    )
    .figure(
      'filter',
      'how many readings were over 80 kWh?',
      count(rows, ({ kwh }) => kwh > 80),
    )
    .figure('distinct', 'how many meters are there', distinct(rows.map(({ meter }) => meter)))
    .figure(
      'period',
      'energy used between 2025-11-10 and 2025-11-20',
      used(rows.filter(({ day }) => day >= '2025-11-10' && day <= '2025-11-20')),
    )
    .none('What is the price per kWh?')
  const made = await parquet([
    ['meter_id', 'building', 'reading_date', 'kwh', 'peak_kw'],
    ...rows.map((row) => [row.meter, row.building, row.day, row.kwh, row.peak]),
  ])
  return { name: 'energy.parquet', ...made, questions: ask.questions }
}

export function clinic(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 180 }, (_, at) => ({
    patient: `P${500 + random.int(0, 89)}`,
    visit: 9_000 + at,
    day: addDays('2026-01-05', random.int(0, 110)),
    doctor: random.pick(['Dr. Hale', 'Dr. Iyer', 'Dr. Moreno']),
    reason: random.pick(['Checkup', 'Flu', 'Injury', 'Vaccination']),
    wait: random.int(2, 75),
    insured: random.chance(0.8),
    fee: random.int(20, 240),
  }))
  const size = (inside: readonly unknown[]) => inside.length
  const visits = by(rows, (row) => row.patient, size)
  const ask = new AskList('clinic')
    .figure(
      'count',
      'How many visits did Dr. Iyer have?',
      count(rows, ({ doctor }) => doctor === 'Dr. Iyer'),
    )
    .figure(
      'average',
      'average waiting time',
      mean(rows, (row) => row.wait),
      'minutes',
    )
    .groups(
      'average',
      'How long do patients wait on average per doctor?',
      by(
        rows,
        (row) => row.doctor,
        (inside) => mean(inside, (row) => row.wait),
      ),
      'minutes',
    )
    .figure('distinct', 'number of different patients', distinct(rows.map(({ patient }) => patient)))
    .names(
      'having',
      'patients with at least 5 visits',
      visits.filter(([, n]) => n >= 5).map(([key]) => key),
    )
    .figure(
      'count',
      'how many visits were uninsured?',
      count(rows, ({ insured }) => !insured),
    )
    .winner('top', "what's the most common reason for a visit?", highest(by(rows, (row) => row.reason, size)))
    .figure(
      'total',
      'total fees in March',
      sum(rows.filter(({ day }) => monthOf(day) === '2026-03').map(({ fee }) => fee)),
    )
    .groups(
      'group',
      'visits by weekday',
      by(rows, (row) => weekdayOf(row.day), size),
    )
    .figure(
      'filter',
      'visits where the wait was longer than an hour',
      count(rows, ({ wait }) => wait > 60),
    )
    .figure('extreme', 'longest wait', Math.max(...rows.map(({ wait }) => wait)), 'minutes')
    .figure(
      'share',
      'what fraction of patients visits is for flu?',
      share(rows, ({ reason }) => reason === 'Flu'),
      'share',
    )
    .figure(
      'average',
      'median fee',
      median(rows, (row) => row.fee),
    )
    .groups(
      'follow-up',
      ['total fees', 'per doctor please'],
      by(
        rows,
        (row) => row.doctor,
        (inside) => sum(inside.map(({ fee }) => fee)),
      ),
    )
    .names(
      'list',
      'show me the visits of P512',
      rows.filter(({ patient }) => patient === 'P512').map(({ visit }) => String(visit)),
    )
    .none('which patients are allergic to penicillin?')
  return {
    name: 'clinic_visits.csv',
    ...csv([
      ['Visit No', 'Patient ID', 'Visit date', 'Doctor', 'Reason', 'Wait (min)', 'Insured', 'Fee ($)'],
      ...rows.map((row) => [
        row.visit,
        row.patient,
        usDay(row.day),
        row.doctor,
        row.reason,
        row.wait,
        row.insured ? 'Y' : 'N',
        `$${row.fee}.00`,
      ]),
    ]),
    questions: ask.questions,
  }
}

export function shipments(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 140 }, (_, at) => {
    const shipped = addDays('2026-02-01', random.int(0, 100))
    const promised = addDays(shipped, random.int(2, 6))
    return {
      id: `SHP${100 + at}`,
      carrier: random.pick(['FastFreight', 'BlueVan', 'PostLine']),
      from: random.pick(['Rotterdam', 'Hamburg', 'Antwerp']),
      to: random.pick(['Vienna', 'Milan', 'Lyon', 'Zurich']),
      shipped,
      promised,
      delivered: addDays(shipped, random.int(1, 9)),
      kg: random.int(5, 2_400) / 10,
      cost: random.int(900, 42_000) / 100,
    }
  })
  const days = (row: { shipped: string; delivered: string }) => daysBetween(row.shipped, row.delivered)
  const late = (row: { promised: string; delivered: string }) => row.delivered > row.promised
  const cost = (inside: readonly { cost: number }[]) => total(inside, (row) => row.cost)
  const ask = new AskList('shipments')
    .figure('duration', 'how many days does delivery take on average?', mean(rows, days), 'days')
    .groups(
      'duration',
      'average delivery time in days by carrier',
      by(
        rows,
        (row) => row.carrier,
        (inside) => mean(inside, days),
      ),
      'days',
    )
    .winner(
      'duration',
      'which carrier is the slowest?',
      highest(
        by(
          rows,
          (row) => row.carrier,
          (inside) => mean(inside, days),
        ),
      ),
    )
    .figure('compare', 'how many shipments were delivered after the promised date?', count(rows, late))
    .figure('share', 'what percent of shipments arrived late?', share(rows, late), 'share')
    .figure(
      'total',
      'total weight shipped to Milan',
      total(
        rows.filter(({ to }) => to === 'Milan'),
        (row) => row.kg,
      ),
    )
    .groups(
      'group',
      'shipping cost by origin and destination',
      by(rows, (row) => `${row.from}|${row.to}`, cost).map(([key, n]) => [key.split('|'), n]),
    )
    .figure(
      'average',
      'average cost per shipment for BlueVan',
      mean(
        rows.filter(({ carrier }) => carrier === 'BlueVan'),
        (row) => row.cost,
      ),
    )
    .groups(
      'top',
      '5 heaviest shipments',
      top(
        pairsOf(
          rows,
          (row) => row.id,
          (row) => row.kg,
        ),
        5,
      ),
    )
    .winner(
      'top',
      'where do we ship most often?',
      highest(
        by(
          rows,
          (row) => row.to,
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'filter',
      'shipments from Hamburg to Vienna',
      count(rows, (row) => row.from === 'Hamburg' && row.to === 'Vienna'),
    )
    .figure(
      'period',
      'how much did we spend on shipping in April 2026?',
      cost(rows.filter(({ shipped }) => monthOf(shipped) === '2026-04')),
    )
    .names('lookup', 'which carrier took SHP133?', [rows[33]?.carrier ?? ''])
    .groups(
      'follow-up',
      ['total cost by carrier', 'what about weight?'],
      by(
        rows,
        (row) => row.carrier,
        (inside) => total(inside, (row) => row.kg),
      ),
    )
    .none('how much CO2 did the shipments cause?')
  return {
    name: 'shipments.tsv',
    ...csv(
      [
        [
          'shipment',
          'carrier',
          'origin',
          'destination',
          'ship_date',
          'promised_date',
          'delivery_date',
          'weight_kg',
          'cost_eur',
        ],
        ...rows.map((row) => [
          row.id,
          row.carrier,
          row.from,
          row.to,
          row.shipped,
          row.promised,
          row.delivered,
          row.kg,
          row.cost.toFixed(2),
        ]),
      ],
      '\t',
    ),
    questions: ask.questions,
  }
}

export function sensors(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 192 }, (_, at) => ({
    time: `${addDays('2026-03-01', Math.floor(at / 24))}T${String(at % 24).padStart(2, '0')}:00:00Z`,
    room: random.pick(['Lab', 'Office', 'Server room']),
    temperature: random.int(150, 320) / 10,
    humidity: random.int(25, 80),
    alarm: random.chance(0.07),
  }))
  const heat = (inside: readonly { temperature: number }[]) => mean(inside, (row) => row.temperature)
  const ask = new AskList('sensors')
    .figure('average', 'what is the average temperature?', heat(rows))
    .groups(
      'average',
      'temperature by room',
      by(rows, (row) => row.room, heat),
    )
    .figure('extreme', 'how hot did it get?', Math.max(...rows.map((row) => row.temperature)))
    .winner('extreme', 'which room is the warmest?', highest(by(rows, (row) => row.room, heat)))
    .figure(
      'count',
      'how many alarms were there?',
      count(rows, ({ alarm }) => alarm),
    )
    .figure(
      'count',
      'how many times was it above 30 degrees in the server room?',
      count(rows, (row) => row.room === 'Server room' && row.temperature > 30),
    )
    .figure(
      'extreme',
      'min humidity in the lab',
      Math.min(...rows.filter(({ room }) => room === 'Lab').map(({ humidity }) => humidity)),
    )
    .groups(
      'trend',
      'average temperature per day',
      by(rows, (row) => row.time.slice(0, 10), heat),
    )
    .groups(
      'group',
      'alarms per room',
      by(
        rows.filter(({ alarm }) => alarm),
        (row) => row.room,
        (inside) => inside.length,
      ),
    )
    .none('what is the air pressure in the office?')
  return {
    name: 'sensor-log.json',
    ...json({ status: 'ok', data: rows.map(({ time, ...row }) => ({ timestamp: time, ...row })) }),
    questions: ask.questions,
  }
}

export function fleet(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 64 }, (_, at) => ({
    plate: `${random.pick(['KX', 'LP', 'ZT'])}-${300 + at}`,
    make: random.pick(['Toyota', 'Ford', 'Skoda', 'Tesla']),
    fuel: random.pick(['diesel', 'petrol', 'electric']),
    year: random.int(2014, 2025),
    km: random.int(2_000, 240_000),
    service: addDays('2025-06-01', random.int(0, 300)),
    repair: random.int(0, 4_500),
  }))
  const last = newest(rows.map(({ service }) => service))
  const ask = new AskList('fleet')
    .figure(
      'count',
      'How many electric cars do we have?',
      count(rows, ({ fuel }) => fuel === 'electric'),
    )
    .winner(
      'extreme',
      'which car has the highest mileage?',
      highest(
        pairsOf(
          rows,
          (row) => row.plate,
          (row) => row.km,
        ),
      ),
    )
    .figure(
      'average',
      'average mileage of Skodas',
      mean(
        rows.filter(({ make }) => make === 'Skoda'),
        (row) => row.km,
      ),
    )
    .groups(
      'group',
      'number of cars per make',
      by(
        rows,
        (row) => row.make,
        (inside) => inside.length,
      ),
    )
    .figure(
      'filter',
      'cars built before 2018',
      count(rows, ({ year }) => year < 2018),
    )
    .figure(
      'total',
      'repair costs of diesel cars',
      sum(rows.filter(({ fuel }) => fuel === 'diesel').map(({ repair }) => repair)),
    )
    .winner(
      'extreme',
      'which make is cheapest to repair on average?',
      lowest(
        by(
          rows,
          (row) => row.make,
          (inside) => mean(inside, (row) => row.repair),
        ),
      ),
    )
    .names(
      'filter',
      'list cars with more than 200000 km',
      rows.filter(({ km }) => km > 200_000).map(({ plate }) => plate),
    )
    .figure('lookup', `mileage of ${rows[9]?.plate}`, rows[9]?.km ?? 0)
    .figure(
      'period',
      'how many were serviced this month?',
      count(rows, ({ service }) => monthOf(service) === monthOf(last)),
    )
    .groups(
      'group',
      'cars by fuel type and make',
      by(
        rows,
        (row) => `${row.fuel}|${row.make}`,
        (inside) => inside.length,
      ).map(([key, n]) => [key.split('|'), n]),
    )
    .figure('total', 'what did the repairs cost altogether?', cents(sum(rows.map(({ repair }) => repair))))
    .none('who drives KX-300 on Mondays?')
  return {
    name: 'fleet.csv',
    ...csv([
      ['plate', 'make', 'fuel_type', 'model_year', 'mileage_km', 'last_service', 'repair_cost'],
      ...rows.map((row) => [row.plate, row.make, row.fuel, row.year, row.km, row.service, row.repair]),
    ]),
    questions: ask.questions,
  }
}
