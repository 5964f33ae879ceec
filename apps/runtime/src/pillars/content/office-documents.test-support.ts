// Documents of six more kinds, in the formats in which people have them, with questions in everyday words. The answers were
// written down from the documents by hand before any question was put; `null` is a question that nothing here answers.
import { pdfOf, wordOf } from '../../tools/formats/office-files.test-support.ts'
import type { Case } from './evaluation.test-support.ts'

export interface OfficeDocument {
  name: string
  content: string | Uint8Array
  cases: readonly Case[]
}

const one = (question: string, ...accepted: string[]): Case => ({ question, accepted })
const none = (question: string): Case => ({ question, accepted: null })

const LEASE = [
  '# Residential lease agreement',
  'This lease is made on 3 February 2026 between Marta Kowalska (the "Landlord") and Daniel Osei (the "Tenant") for the flat at 14 Mill Lane, second floor, Leeds.',
  '# 1. Term',
  'The lease begins on 1 March 2026 and runs for eighteen months. It renews for twelve months at a time unless one side objects in writing sixty days before the end.',
  '# 2. Rent',
  'The rent is GBP 1,150 a month and is to be paid by the third working day of each month to the account of the Landlord. If a payment arrives more than seven days late, a charge of GBP 35 is added.',
  'The rent may be raised once a year, by no more than the rise of the consumer price index.',
  '# 3. Deposit',
  'The Tenant pays a deposit of GBP 2,300 before moving in. The Landlord returns it within four weeks of the hand-over of the keys, less the cost of damage that goes beyond fair wear.',
  '# 4. Use',
  'The flat is for living only. Sub-letting needs the written consent of the Landlord. One cat or one small dog may be kept; other animals may not.',
  'Smoking is not permitted inside the flat or in the stairwell.',
  '# 5. Repairs',
  'The Landlord keeps the roof, the walls and the heating in working order. The Tenant replaces light bulbs and pays for small repairs up to GBP 80 each. A fault of the heating must be reported on the day on which it is noticed.',
  '# 6. Access',
  'The Landlord may enter the flat with 24 hours of notice, and without notice in an emergency.',
  '# 7. Ending the lease',
  'The Tenant may give notice of two months to the end of a month. The Landlord may end the lease at once if two rents in a row are unpaid.',
]

const PRIVACY = `<!doctype html><html><head><title>x</title><style>p{}</style></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<h1>Privacy policy</h1><p>Last updated: 9 January 2026</p>
<h2>Who we are</h2><p>Larch &amp; Finch Ltd, 8 Quay Road, Bristol, is the controller of your data. Our data protection officer is Imogen Tate, privacy@larchfinch.example.</p>
<h2>What we collect</h2><ul><li>Your name, e-mail address and delivery address when you place an order.</li><li>The pages that you open and the device that you use.</li><li>Recordings of support calls, if you agree to them.</li></ul>
<h2>Why we use it</h2><p>We use your address to deliver parcels, and your e-mail address to send receipts. We send a newsletter only to people who signed up for it.</p>
<h2>How long we keep it</h2><table><thead><tr><th>Data</th><th>Kept for</th></tr></thead><tbody><tr><td>Orders and invoices</td><td>ten years</td></tr><tr><td>Support calls</td><td>90 days</td></tr><tr><td>Web server logs</td><td>14 days</td></tr></tbody></table>
<h2>Who receives it</h2><p>Parcel services receive your address. Payments are handled by Stellarpay. We never sell your data. Servers stand in Ireland and Finland; nothing is transferred outside the European Economic Area.</p>
<h2>Your rights</h2><p>You may ask for a copy of your data at any time; we answer within one month and charge nothing. You may have your account deleted under Settings. You may object to the newsletter with one click in every mail.</p>
<h2>Children</h2><p>The shop is not meant for persons under 16.</p>
<h2>Cookies</h2><p>We set one cookie that keeps your basket. It is deleted after 30 days. Cookies for statistics are set only after you accept them.</p>
<footer>Complaints can be made to the Information Commissioner's Office.</footer></body></html>`

const MINUTES = `Works council and management, minutes no. 7
Date: Tuesday, 21 April 2026, 14:00 to 15:40
Place: Canteen, building C
Chair: Ruth Adeyemi
Present: R. Adeyemi, Paul Sundström, Keiko Mori, Otto Brandt
Apologies: Lena Fischer
Minutes: Keiko Mori

1. Minutes of the last meeting
The minutes no. 6 were approved without changes.

2. Shift plan for the summer
Mr Brandt presented the plan. Production stops from 3 to 14 August. The early shift moves from 05:30 to 06:00. Ms Mori pointed out that the bus does not arrive before 05:50. The plan was accepted with four votes to none.

3. Canteen prices
The caterer wants to raise the price of the main dish from EUR 4.20 to EUR 4.90. The council rejected this. Mr Sundström will negotiate with the caterer and report in May.

4. Noise in hall 2
Measurements showed 88 decibels next to the press. New ear protection was ordered and arrives in week 19. Until then, breaks of ten minutes every two hours apply in hall 2.

5. Open tasks
Ms Mori sends the shift plan to all teams by 30 April.
Mr Brandt asks the bus company for an earlier bus. Due: 15 May.
Ms Fischer checks whether the parking lot can get two charging points.

6. Any other business
The summer party takes place on 10 July. The budget is EUR 3,500.

Next meeting: 19 May 2026, 14:00, same place.
`

const MANUAL = [
  [
    'AirDry 300 dehumidifier',
    '',
    '1 Safety',
    'Keep the appliance upright. Wait two hours before you switch it on if it was',
    'transported lying down. Do not use it outdoors. Children under eight must not',
    'use it without supervision.',
    '',
    '2 Controls',
    'The green lamp shows that the appliance is running. The orange lamp shows that',
    'the tank is full; the appliance then stops by itself.',
    '',
    '3 Use',
    'Place the appliance at least 30 cm away from walls. Set the humidity that you',
    'want between 40 and 70 percent. Fifty-five percent is right for most rooms.',
  ],
  [
    '4 Care',
    'Empty the tank daily. Wash the filter every two weeks with lukewarm water and',
    'let it dry before you put it back. Do not use detergents.',
    '',
    '5 If something is wrong',
    'Code E1 means that the room is colder than 5 degrees. Code E4 means that the',
    'fan is blocked: unplug the appliance and call the service.',
    'If it is very loud, it does not stand level.',
    '',
    '6 Data',
    'The appliance removes up to 20 litres of water a day. It takes 340 watts and',
    'weighs 13.6 kg. The tank holds 4.5 litres.',
    '',
    '7 Service',
    'The warranty covers two years. The service can be reached at 0800 555 0199',
    'from Monday to Friday. Spare filters have the order number AD-300-F.',
  ],
]

const AGREEMENT = `# Dienstvereinbarung über flexible Arbeitszeit

zwischen der Stadtverwaltung Hainfeld und dem Personalrat

## § 1 Geltungsbereich

Diese Dienstvereinbarung gilt für alle Beschäftigten der Stadtverwaltung. Ausgenommen sind Auszubildende und die Feuerwehr.

## § 2 Arbeitszeit

Der Arbeitszeitrahmen liegt zwischen 6:30 Uhr und 20:00 Uhr. Die Kernzeit dauert von 9:30 Uhr bis 14:30 Uhr, freitags bis 12:00 Uhr. Die tägliche Arbeitszeit darf zehn Stunden nicht überschreiten.

## § 3 Pausen

Nach sechs Stunden ist eine Pause von mindestens 30 Minuten zu nehmen. Die Pause zählt nicht zur Arbeitszeit.

## § 4 Zeitkonto

Das Zeitguthaben darf höchstens 60 Stunden betragen. Stunden darüber hinaus verfallen am Monatsende. Zeitschulden sind bis zu 20 Stunden zulässig und innerhalb von drei Monaten auszugleichen.

## § 5 Gleittage

Beschäftigte können bis zu zwei Gleittage im Monat nehmen. Der Antrag ist spätestens drei Arbeitstage vorher bei der Sachgebietsleitung zu stellen. Über eine Ablehnung entscheidet die Amtsleitung nach Anhörung des Personalrats.

## § 6 Erfassung

Die Zeiten werden mit dem Dienstausweis am Terminal erfasst. Wer den Ausweis vergisst, trägt die Zeit am selben Tag in das Korrekturformular ein. Eine Auswertung zur Leistungskontrolle findet nicht statt. Die Daten werden nach zwei Jahren gelöscht.

## § 7 Streitfälle

Streitigkeiten behandelt eine Kommission aus je zwei Mitgliedern beider Seiten.

## § 8 Inkrafttreten

Die Vereinbarung tritt am 1. Juli 2026 in Kraft. Sie kann mit einer Frist von sechs Monaten zum Jahresende gekündigt werden.
`

const ABSTRACT = `# Shade trees and yield in small coffee farms: a three-year field study

R. Mbeki¹, A. Lindqvist², J. Ferreira¹ (¹ University of Minas, ² Uppsala Institute)

**Background.** Shade trees are said to lower the yield of coffee, yet farmers keep them because they protect the soil.

**Methods.** We followed 48 farms in southern Minas Gerais from 2022 to 2024. On each farm, one plot had 40 % shade and one had none. Yield was weighed at harvest; soil moisture was measured every week.

**Results.** Yield was 6 % lower under shade in normal years but 19 % higher in the dry year 2023. Soil moisture was higher under shade in all three years. The number of birds was not affected.

| Year | Rain (mm) | Yield with shade (kg/ha) | Yield without shade (kg/ha) |
| --- | --- | --- | --- |
| 2022 | 1420 | 1510 | 1606 |
| 2023 | 870 | 1190 | 1000 |
| 2024 | 1395 | 1530 | 1628 |

**Limitations.** The farms lie close to each other, and only one variety, Catuaí, was grown. Prices were not studied.

**Conclusion.** Shade pays where droughts are frequent. We recommend 30 to 40 % shade for farms below 900 m.

Funding: Coffee Research Council, grant 22-118. The authors declare no conflict of interest.
`

export const OFFICE_DOCUMENTS: readonly OfficeDocument[] = [
  {
    name: 'lease.docx',
    content: wordOf(LEASE),
    cases: [
      one('How much is the rent?', '1,150'),
      one('When do I have to pay the rent?', 'third working day'),
      one('What happens if I pay late?', 'GBP 35'),
      one('Can I have a dog?', 'one small dog may be kept'),
      one('Who is the landlord?', 'Marta Kowalska'),
      one('When do I get my deposit back?', 'within four weeks'),
      one('Is smoking allowed in the flat?', 'Smoking is not permitted'),
      one('Who pays for small repairs?', 'Tenant'),
      one('Can the landlord come in without telling me?', 'without notice in an emergency'),
      one('How long does the lease run?', 'eighteen months'),
      one('What notice do I have to give to move out?', 'two months'),
      one('May I sublet the flat?', 'written consent'),
      none('Is there a parking space?'),
      none('Who pays for the internet connection?'),
    ],
  },
  {
    name: 'privacy.html',
    content: PRIVACY,
    cases: [
      one('How long are invoices kept?', 'ten years'),
      one('Do you sell my data?', 'never sell'),
      one('Who is the data protection officer?', 'Imogen Tate'),
      one('How long do you store recordings of calls?', '90 days'),
      one('Where are the servers?', 'Ireland and Finland'),
      one('How can I delete my account?', 'Settings'),
      one('How quickly do you answer a request for my data?', 'within one month'),
      one('What does it cost to get a copy of my data?', 'charge nothing'),
      one('Who processes the payments?', 'Stellarpay'),
      one('When was the policy last updated?', '9 January 2026'),
      one('How old must I be to use the shop?', 'under 16'),
      one('Where can I complain?', "Information Commissioner's Office"),
      none('Do you use facial recognition?'),
      none('What is your refund policy?'),
    ],
  },
  {
    name: 'minutes-7.txt',
    content: MINUTES,
    cases: [
      one('Who chaired the meeting?', 'Ruth Adeyemi'),
      one('Who was missing?', 'Lena Fischer'),
      one('When does production stop?', '3 to 14 August'),
      one('When does the early shift start in future?', '06:00'),
      one('What did the council decide about the canteen prices?', 'rejected'),
      one('How loud is it next to the press?', '88 decibels'),
      one('Who talks to the caterer?', 'Sundström'),
      one('By when must the shift plan be sent out?', '30 April'),
      one('When is the summer party?', '10 July'),
      one('How much may the summer party cost?', '3,500'),
      one('Where was the meeting?', 'Canteen, building C'),
      one('When do they meet again?', '19 May 2026'),
      none('What was said about salaries?'),
      none('Who won the football tournament?'),
    ],
  },
  {
    name: 'airdry.pdf',
    content: pdfOf(MANUAL),
    cases: [
      one('What does the orange lamp mean?', 'tank is full'),
      one('How often should I wash the filter?', 'every two weeks'),
      one('What does E4 mean?', 'fan is blocked'),
      one('Why is it so loud?', 'does not stand level'),
      one('How far from the wall does it have to stand?', '30 cm'),
      one('Can I use it outside?', 'Do not use it outdoors'),
      one('How much water does the tank hold?', '4.5 litres'),
      one('How heavy is it?', '13.6 kg'),
      one('How long is the warranty?', 'two years'),
      one('What is the phone number of the service?', '0800 555 0199'),
      one('Which humidity is recommended?', 'Fifty-five percent'),
      one('What is the order number of the filter?', 'AD-300-F'),
      none('Does it have a timer?'),
      none('Which refrigerant does it use?'),
    ],
  },
  {
    name: 'dienstvereinbarung.md',
    content: AGREEMENT,
    cases: [
      one('Wie lange dauert die Kernzeit?', '9:30 Uhr bis 14:30'),
      one('Wie viele Stunden darf ich höchstens am Tag arbeiten?', 'zehn Stunden'),
      one('Für wen gilt die Vereinbarung nicht?', 'Auszubildende'),
      one('Wie viele Plusstunden darf ich ansammeln?', '60 Stunden'),
      one('Was passiert mit Stunden über dem Höchstwert?', 'verfallen'),
      one('Wie viele Gleittage habe ich im Monat?', 'zwei Gleittage'),
      one('Bei wem stelle ich den Antrag auf einen Gleittag?', 'Sachgebietsleitung'),
      one('Wer entscheidet über eine Ablehnung?', 'Amtsleitung'),
      one('Was mache ich, wenn ich den Ausweis vergessen habe?', 'Korrekturformular'),
      one('Wann werden die Daten gelöscht?', 'zwei Jahren'),
      one('Ab wann gilt die Vereinbarung?', '1. Juli 2026'),
      one('Wie lang ist die Kündigungsfrist?', 'sechs Monaten'),
      none('Bekomme ich einen Dienstwagen?'),
      none('Wie hoch ist der Zuschuss zum Jobticket?'),
    ],
  },
  {
    name: 'coffee-abstract.md',
    content: ABSTRACT,
    cases: [
      one('How many farms were studied?', '48 farms'),
      one('Which variety was grown?', 'Catuaí'),
      one('How much did it rain in 2023?', '870'),
      one('What was the yield without shade in 2022?', '1606'),
      one('Who paid for the study?', 'Coffee Research Council'),
      one('What do the authors recommend?', '30 to 40 %'),
      one('How often was the soil moisture measured?', 'every week'),
      one('Did shade affect the birds?', 'not affected'),
      one('How did shade change the yield in the dry year?', '19 % higher'),
      one('Why do farmers keep shade trees?', 'protect the soil'),
      one('Where are the farms?', 'southern Minas Gerais'),
      one('What are the limitations?', 'close to each other'),
      none('What is the price of a kilo of coffee?'),
      none('Which fertiliser was used?'),
    ],
  },
]
