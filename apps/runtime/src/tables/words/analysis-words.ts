// The words of questions that one grouped statement does not answer, by language.
import type { Role } from './role.ts'

export const ANALYSIS_WORDS: Readonly<Record<string, readonly (readonly [Role, string])[]>> = {
  en: [
    [
      { is: 'shape', shape: 'overview' },
      'overview|summary|summarize|summarise|insights|analyze|analyse|what do you see',
    ],
    [
      { is: 'shape', shape: 'change' },
      'why|how come|what caused|what explains|what drives|what drove|because of what|what changed|what has changed|reason for',
    ],
    [
      { is: 'shape', shape: 'cohort' },
      'cohort|cohorts|retention|come again|comes again|came again|returning customers|repeat customers',
    ],
    [
      { is: 'shape', shape: 'versions' },
      'compare the files|compare the two files|compare both files|compare these files|compare these two files|compare files|compare the tables|compare the two tables|compare both tables|compare the two versions|compare both versions|compare the versions|compare them|difference between the files|difference between the two files|differences between the files|differences between the two files|difference between the two versions|differences between the two versions|what is different between the two files|what is different between the files|what changed between the two files|what changed between the files|what changed between the two versions|what is new|what is different',
    ],
    [
      { is: 'shape', shape: 'advice' },
      'what should we do|what should i do|what should we do next|what should i do next|what to do|what to do next|what can we do|what do you recommend|what would you recommend|what do you suggest|recommend|recommendation|recommendations|next steps|action items|give me advice|any advice|advice',
    ],
  ],
  de: [
    [{ is: 'grow' }, 'gefallen|gesunken|gestiegen|gewachsen|geschrumpft|zugenommen|abgenommen|eingebrochen'],
    [{ is: 'shape', shape: 'overview' }, 'überblick|zusammenfassung|übersicht|analysiere'],
    [
      { is: 'shape', shape: 'change' },
      'warum|wieso|weshalb|wodurch|was hat sich geändert|was hat sich verändert|was erklärt|grund für',
    ],
    [
      { is: 'shape', shape: 'cohort' },
      'kohorte|kohorten|kommen wieder|kommt wieder|kamen wieder|wiederkehrende kunden|stammkunden|kundenbindung',
    ],
    [
      { is: 'shape', shape: 'versions' },
      'vergleiche die dateien|vergleiche die beiden dateien|vergleiche beide dateien|vergleiche die tabellen|vergleiche die beiden tabellen|unterschied zwischen den dateien|unterschiede zwischen den dateien|unterschied zwischen den beiden dateien|unterschiede zwischen den beiden dateien|was ist neu|was ist anders',
    ],
    [
      { is: 'shape', shape: 'advice' },
      'was sollen wir tun|was sollten wir tun|was soll ich tun|was sollte ich tun|was ist zu tun|was empfiehlst du|was würdest du empfehlen|empfehlung|empfehlungen|nächste schritte|handlungsempfehlung|handlungsempfehlungen',
    ],
    [{ is: 'shape', shape: 'outliers' }, 'auffällige werte|ungewöhnliche werte|ungewöhnlich|ausreisser'],
    [{ is: 'shape', shape: 'forecast' }, 'prognostiziere|vorhersagen|sage voraus|hochrechnung|wird erwartet'],
    [
      { is: 'shape', shape: 'correlation' },
      'korreliert|korrelieren|korreliere|zusammenhängen|hängt zusammen|hängen zusammen',
    ],
  ],
}
