// Manifest of the pillar that makes and checks workflows.
import { definePillar } from './define-pillar.ts'

export const operations = definePillar({
  label: 'Operations',
  orchestratorKey: 'operations',
  orchestrator: 'OperationsOrchestrator',
  liaison: 'liaison.operations',
  agentType: 'operations_liaison',
  aliases: [],
  purpose: {
    description: 'Makes workflows and operating procedures of documents, and checks them.',
    examples: ['Turn this into a workflow', 'How long does a refund take?'],
  },
  callWhen: 'Ask for workflows and standard operating procedures made from descriptions and files.',
  makes: ['workflow', 'sop', 'lint_report', 'simulation', 'coexistence'],
  runsPlans: false,
  needs: {
    artifactContents: [
      'table',
      'workflow',
      'sop',
      'lint_report',
      'simulation',
      'coexistence',
      'roadmap',
      'financials',
      'kpis',
      'risks',
      'proposal',
    ],
  },
  routing: {
    strong:
      'workflow process sop procedur bpmn bottleneck flowchart swimlane handover approv automat coexist refund ' +
      'onboard checklist escalat cycle lint simulat diagram mermaid raci playbook',
    weak: 'step owner task role team responsib exception sla operat wait delay manual hand document risk queue',
    sameInEveryLanguage: 'bpmn sop sla raci mermaid lint',
    phrases: [
      [/\b(how (?:do|should|does) (?:we|our team|the team|one|i) \w+)\b/, 1],
      // What is made decides, not what it is made from: “turn our refund SOP into a workflow”.
      [
        /\b(?:in)?to ((?:an? |the )?(?:[a-z]{1,20} )?(?:workflow|diagram|bpmn|flow ?chart|process map|sop|procedure))\b/,
        3,
      ],
      [
        /\b((?:workflow|bpmn|diagram|flow ?chart|process map) (?:out of|from) (?:(?:this|that|the|our|my) )?(?:[a-z]{1,20} )?(?:file|document|sop|procedure|policy|text|pdf|attachment))\b/,
        3,
      ],
      [/\b(who (?:approves|owns|signs off|is responsible))\b/, 3],
      [/\b(step by step|standard operating|separation of duties|segregation of duties)\b/, 2.5],
    ],
  },
})
