// Documents and questions in everyday words, with the words that a right answer holds. The answers were written down from
// the documents by hand; `null` is a question that its document cannot answer.

export interface Case {
  question: string
  /** Each of these stands in the answer or its passage; `null` where nothing answers. */
  accepted: readonly string[] | null
}

export interface DocumentCases {
  name: string
  text: string
  cases: readonly Case[]
}

const one = (question: string, ...accepted: string[]): Case => ({ question, accepted })
const none = (question: string): Case => ({ question, accepted: null })

export const DOCUMENTS: readonly DocumentCases[] = [
  {
    name: 'travel-policy.md',
    text: `# Travel and expense policy

Version 3.2, valid from 1 March 2026. Owner: Finance.

## Booking

Employees must book flights at least 14 days in advance. Economy class is allowed for flights under 6 hours; business class needs approval by the department head.

## Meals

The daily meal allowance is 45 EUR in Germany and 60 EUR in Switzerland. Alcohol is not reimbursed.

## Hotels

Hotels may cost up to 150 EUR per night. In London and New York the limit is 220 EUR.

## Reimbursement

Receipts must be submitted within 30 days after the trip. Claims submitted later than 60 days are rejected. Reimbursement is paid with the next payroll run.

## Private cars

| Vehicle | Rate per kilometre |
| --- | --- |
| Car | 0.30 EUR |
| Motorcycle | 0.20 EUR |

## Contact

Questions go to expenses@example.com.
`,
    cases: [
      one('Is alcohol reimbursed?', 'Alcohol is not reimbursed'),
      one('Can I expense wine?', 'Alcohol is not reimbursed'),
      one('How many days in advance do I have to book a flight?', '14 days'),
      one('Who approves business class?', 'department head'),
      one('How much can a hotel cost in London?', '220 EUR'),
      one('What is the hotel limit per night?', '150 EUR'),
      one('When do I have to hand in my receipts?', 'within 30 days'),
      one('What happens to claims that are submitted too late?', 'rejected'),
      one('When is the reimbursement paid?', 'next payroll run'),
      one('What is the meal allowance in Switzerland?', '60 EUR'),
      one('What do I get per kilometre with my own car?', '0.30 EUR'),
      one('Who do I contact with questions?', 'expenses@example.com'),
      one('Since when is this policy valid?', '1 March 2026'),
      none('What is the dress code?'),
      none('How many parking spaces are there?'),
    ],
  },
  {
    name: 'contract.txt',
    text: `MASTER SERVICES AGREEMENT

between Northwind Logistics GmbH ("Customer") and Brightline Ltd. ("Supplier")

1. Services

The Supplier provides warehouse software and support. "Services" means the hosted software and the support described in Annex A.

2. Fees and payment

The monthly fee is EUR 4,800. Invoices are payable within 30 days of receipt. Late payments bear interest of 5 percent per year.

3. Term and termination

This agreement runs for 36 months from 1 April 2025. Either party may terminate it with a notice period of three months to the end of a quarter. Termination must be given in writing.

4. Delivery and delay

The Supplier delivers each release by the last working day of the month. If the Supplier delivers late, the Customer may claim a penalty of 1 percent of the monthly fee per day, up to 10 percent.

5. Confidentiality

Each party keeps the other's information secret for five years after the end of the agreement. Information may not be disclosed to third parties without written consent.

6. Liability

Liability is limited to EUR 250,000 per year. The limit does not apply to intent or gross negligence.

7. Governing law

This agreement is governed by German law. The courts of Hamburg have jurisdiction.
`,
    cases: [
      one('When does the contract end?', '36 months', '1 April 2025'),
      one('What happens if they deliver late?', 'penalty of 1 percent'),
      one('How long is the notice period?', 'three months'),
      one('How do we cancel?', 'notice period'),
      one('What is the monthly fee?', 'EUR 4,800'),
      one('When are invoices due?', '30 days'),
      one('Which law applies?', 'German law'),
      one('Which court is responsible?', 'Hamburg'),
      one('How long does the confidentiality last?', 'five years'),
      one('What is the maximum liability?', '250,000'),
      one('May they pass our information to third parties?', 'without written consent'),
      one('What does "Services" mean?', 'hosted software'),
      one('What interest do we pay on overdue invoices?', '5 percent'),
      none('Is there a bonus for early retirement?'),
    ],
  },
  {
    name: 'minutes.md',
    text: `# Project meeting 12 May 2026

Present: Anna Weber, Tom Hughes, Priya Nair. Absent: Luis Ortega.

## Status

The data migration is finished. The test of the new portal found 14 defects, three of them critical.

## Decisions

- The go-live moves from 1 June to 15 June 2026 because of the critical defects.
- The old portal stays available until 31 July.

## Actions

| Action | Owner | Due |
| --- | --- | --- |
| Fix the critical defects | Tom Hughes | 29 May 2026 |
| Inform the customers about the new date | Priya Nair | 18 May 2026 |
| Order the new scanners | Anna Weber | 22 May 2026 |

## Next meeting

The next meeting is on 26 May at 10:00 in room 4.
`,
    cases: [
      one('Who was at the meeting?', 'Anna Weber'),
      one('Who was absent?', 'Luis Ortega'),
      one('When is the go-live?', '15 June 2026'),
      one('Why was the go-live moved?', 'critical defects'),
      one('How many defects were found?', '14'),
      one('Who informs the customers?', 'Priya Nair'),
      one('When do the scanners have to be ordered?', '22 May 2026'),
      one('When is the next meeting?', '26 May'),
      one('How long does the old portal stay available?', '31 July'),
      none('What is the budget for marketing?'),
    ],
  },
  {
    name: 'manual.html',
    text: `<html><body><h1>Coffee machine KM-200</h1>
<h2>First use</h2><p>Fill the tank with two litres of fresh water. Rinse the machine twice before the first coffee.</p>
<h2>Cleaning</h2><p>Clean the milk nozzle daily. Descale the machine every three months. Never use vinegar.</p>
<h2>Troubleshooting</h2><p>If the red lamp blinks, the water tank is empty.</p><p>If no coffee flows, the grinder is blocked; remove the beans and switch the machine off for ten minutes.</p>
<h2>Technical data</h2><table><tr><th>Property</th><th>Value</th></tr><tr><td>Weight</td><td>9.5 kg</td></tr><tr><td>Power</td><td>1450 W</td></tr></table>
<h2>Warranty</h2><p>The warranty lasts 24 months from the date of purchase. Damage by lime is not covered.</p></body></html>`,
    cases: [
      one('How often do I need to descale it?', 'three months'),
      one('Can I use vinegar?', 'Never use vinegar'),
      one('What does the red blinking lamp mean?', 'water tank is empty'),
      one('How long is the warranty?', '24 months'),
      one('How heavy is the machine?', '9.5 kg'),
      one('Is damage from lime covered?', 'not covered'),
      one('How much water goes into the tank?', 'two litres'),
      one('What can I do if no coffee comes out?', 'grinder is blocked'),
      none('Does it have Bluetooth?'),
    ],
  },
  {
    name: 'report.txt',
    text: `Service report Q3 2026

Summary

Tickets rose by 12 percent to 3,480. Customer satisfaction fell from 91 to 87 percent. The average first response took 4.2 hours.

Channels

Chat grew the most, by 38 percent, and is now the second largest channel. E-mail fell by 9 percent. Phone stayed at 1,100 calls.

Causes

The main cause of the increase was the price change on 1 August. Returns were the second most frequent reason.

Outlook

We plan to hire three agents in November. The target for satisfaction in Q4 is 90 percent.
`,
    cases: [
      one('Which channel grew the most?', 'Chat grew the most'),
      one('How many tickets were there?', '3,480'),
      one('How did customer satisfaction change?', '87 percent'),
      one('Why did the tickets increase?', 'price change'),
      one('How many agents will be hired?', 'three agents'),
      one('What is the target for Q4?', '90 percent'),
      one('How long did the first response take?', '4.2 hours'),
      none('What did the office in Tokyo cost?'),
    ],
  },
  {
    name: 'richtlinie.md',
    text: `# Richtlinie Homeoffice

Gültig ab 1. Januar 2026. Verantwortlich ist die Personalabteilung.

## Umfang

Mitarbeitende dürfen bis zu drei Tage pro Woche im Homeoffice arbeiten. In der Probezeit ist Homeoffice nicht erlaubt.

## Antrag

Der Antrag wird bei der Führungskraft gestellt. Die Führungskraft entscheidet innerhalb von zehn Werktagen.

## Ausstattung

Das Unternehmen stellt ein Notebook und einen Monitor. Für den Internetanschluss gibt es eine Pauschale von 25 EUR im Monat.

## Kündigung

Die Vereinbarung kann mit einer Kündigungsfrist von vier Wochen beendet werden.

## Datenschutz

Vertrauliche Unterlagen dürfen nicht ausgedruckt werden. Ein Datenverlust ist sofort dem IT-Helpdesk zu melden.
`,
    cases: [
      one('Wie viele Tage pro Woche darf ich im Homeoffice arbeiten?', 'drei Tage'),
      one('Ist Homeoffice in der Probezeit erlaubt?', 'nicht erlaubt'),
      one('Wer ist verantwortlich?', 'Personalabteilung'),
      one('Wie lange ist die Frist?', 'vier Wochen'),
      one('Wie hoch ist die Pauschale für das Internet?', '25 EUR'),
      one('Wer entscheidet über den Antrag?', 'Führungskraft'),
      one('Darf ich vertrauliche Unterlagen ausdrucken?', 'nicht ausgedruckt'),
      one('Wem muss ich einen Datenverlust melden?', 'IT-Helpdesk'),
      one('Ab wann gilt die Richtlinie?', '1. Januar 2026'),
      none('Wie viele Urlaubstage habe ich?'),
    ],
  },
  {
    name: 'faq.md',
    text: `# Shop FAQ

**How do I reset my password?**

Click "Forgot password" on the sign-in page. The link is valid for 24 hours.

**Can I return an item?**

Yes. You may return items within 14 days of delivery. Opened software is excluded from returns.

**How much is shipping?**

Shipping costs 4.95 EUR. Orders above 50 EUR are shipped free of charge.

**When will I get my money back?**

Refunds are paid within five working days after we receive the item.

**Do you ship abroad?**

We ship to Austria and Switzerland only.
`,
    cases: [
      one('I forgot my password, how can I reset it?', 'Forgot password'),
      one('How long is the reset link valid?', '24 hours'),
      one('Can I return opened software?', 'excluded'),
      one('How much does shipping cost?', '4.95 EUR'),
      one('When is shipping free?', '50 EUR'),
      one('How long do I have to return something?', '14 days'),
      one('Do you ship to Switzerland?', 'Switzerland'),
      one('How long until I get a refund?', 'five working days'),
      none('Are you hiring developers?'),
    ],
  },
  {
    name: 'email.txt',
    text: `From: Carla Mendes <carla@example.com>
To: Facilities
Date: 3 September 2026
Subject: Office move in October

Hello all,

we move to the new building on Friday, 16 October 2026. Please pack your boxes by Wednesday, 14 October at noon. Each person gets four boxes.

The movers are from Kessler Transport; their foreman is Ben Kessler. Plants are not transported, so please take them home.

The old office must be empty by 30 October. The new address is Harbour Street 12.

Anyone who needs help should call Jonas Lind at extension 4471.

Regards
Carla
`,
    cases: [
      one('When do we move?', '16 October 2026'),
      one('By when must the boxes be packed?', '14 October'),
      one('How many boxes does each person get?', 'four boxes'),
      one('Who do I call if I need help?', 'Jonas Lind'),
      one('What happens with the plants?', 'not transported'),
      one('What is the new address?', 'Harbour Street 12'),
      one('Who are the movers?', 'Kessler Transport'),
      one('Who sent this e-mail?', 'Carla Mendes'),
      none('What is the wifi code?'),
    ],
  },
]
