// Owns the types of the two BPMN libraries, which bring none: as much of them as is used.
declare module 'bpmn-moddle' {
  export interface ModdleElement {
    $type: string
    id?: string
    name?: string
    /** Properties that its type does not know. */
    $attrs?: Record<string, unknown>
    [property: string]: unknown
  }
  export class BpmnModdle {
    constructor(packages?: Record<string, unknown>)
    create(type: string, properties?: Record<string, unknown>): ModdleElement
    fromXML(xml: string): Promise<{ rootElement: ModdleElement; warnings: { message: string }[] }>
    toXML(element: ModdleElement, options?: { format?: boolean }): Promise<{ xml: string }>
  }
}
