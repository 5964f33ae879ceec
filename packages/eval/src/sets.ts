// All files of the evaluation with their questions, made from one seed.
import { buecherei, counts, energy, nebenkosten } from './files/buildings.ts'
import { haushalt, journeys, matches, museums } from './files/civic.ts'
import { inventory, orders, webTraffic } from './files/commerce.ts'
import { fahrschule, feuerwehr } from './files/einsatz.ts'
import { boxOffice, riverSamples, wedding } from './files/events.ts'
import { absences, bankStatement, stock as germanStock, invoices } from './files/german.ts'
import { films, football, loans, medals, recipes } from './files/leisure.ts'
import { clinic, fleet, meters, sensors, shipments } from './files/measured.ts'
import { leave, picks } from './files/office.ts'
import { hives, klassenfahrt, races } from './files/outdoors.ts'
import { employees, grades, survey, tickets } from './files/people.ts'
import { bakery, cleanups, harvest, podcast } from './files/producers.ts'
import { branches, budget, donations, expenses, hotel, rents, workshop } from './files/reports.ts'
import { allotments, buses, shops, vet } from './files/services.ts'
import { solar } from './files/solaranlage.ts'
import { cookbook, gym, library, parking } from './files/town.ts'
import { helpLine, snags, toolHire } from './files/trades.ts'
import { flights, transfers } from './files/travel.ts'
import { noten, spenden, termine, zaehler } from './files/verein.ts'
import type { MadeSet } from './question.ts'

const MAKERS: readonly ((seed: number) => MadeSet | Promise<MadeSet>)[] = [
  orders,
  webTraffic,
  inventory,
  employees,
  tickets,
  survey,
  grades,
  invoices,
  bankStatement,
  absences,
  germanStock,
  meters,
  clinic,
  shipments,
  sensors,
  fleet,
  football,
  recipes,
  films,
  medals,
  loans,
  branches,
  budget,
  workshop,
  rents,
  donations,
  hotel,
  expenses,
  library,
  gym,
  parking,
  cookbook,
  flights,
  transfers,
  zaehler,
  spenden,
  noten,
  termine,
  leave,
  picks,
  solar,
  hives,
  races,
  klassenfahrt,
  buses,
  allotments,
  vet,
  shops,
  museums,
  matches,
  haushalt,
  journeys,
  harvest,
  bakery,
  podcast,
  cleanups,
  energy,
  counts,
  nebenkosten,
  buecherei,
  wedding,
  boxOffice,
  riverSamples,
  snags,
  toolHire,
  helpLine,
  fahrschule,
  feuerwehr,
]

/** Each file has a seed of its own, so that adding one changes no other. */
export const madeSets = (seed: number): Promise<MadeSet[]> =>
  Promise.all(MAKERS.map((make, at) => make(seed * 1_000 + at)))
