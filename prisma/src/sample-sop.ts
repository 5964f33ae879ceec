// Text of the sample procedure. Prose only.

/** A refund procedure as Markdown, with two weaknesses: a step without an owner, and vague steps. */
export const makeRefundSop = (): string => REFUND_SOP

const REFUND_SOP = `# Refunds to business customers

- **Document:** SOP-FIN-014, version 3.2
- **Process owner:** Head of Accounts Receivable
- **Applies to:** refunds of paid invoices and of overpayments, in every region
- **Last reviewed:** 2026-03-18

## Purpose

A customer who has paid too much, or for something that was not delivered, gets the money back within
**10 working days** of a complete request, and every refund can be traced to a request, a reason and an approval.

## Roles

| Role | Does |
| --- | --- |
| Support agent | receives the request and opens the case |
| AR clerk | checks the payment and prepares the refund |
| AR team lead | approves up to EUR 5,000 |
| Head of Accounts Receivable | approves above EUR 5,000 |
| Treasury | releases the payment |

## Procedure

### 1. Receive the request

1. The support agent opens a refund case on the day on which the request arrives, with the invoice number, the amount and the reason.
2. The support agent asks the customer for whatever is missing: invoice number, bank details, proof of payment.
3. The support agent sends the complete case to the AR queue.

### 2. Check the payment

1. The AR clerk finds the payment in the bank ledger and notes its reference in the case.
2. **Decision:** is the payment there and was it not refunded before? If not, the AR clerk rejects the case with the reason and the support agent tells the customer.
3. The AR clerk compares the bank details of the request with those of the original payment.
4. **Decision:** do the bank details differ? If so, the AR clerk stops and goes to section 5.
5. The customer record is checked.

### 3. Approve

1. **Decision:** is the amount EUR 5,000 or less? The AR team lead approves or rejects. Above that, the Head of Accounts Receivable does.
2. The approver records the decision and the reason in the case within 2 working days.
3. Large or unusual cases are handled appropriately.

### 4. Pay and close

1. The AR clerk books a credit note against the invoice.
2. Treasury releases the payment in the next daily run, to the account from which the customer paid.
3. The support agent tells the customer the amount, the date and the reference.
4. The AR clerk closes the case when the bank confirms the payment.

## 5. Exception: changed bank details

1. The AR clerk calls the customer at the telephone number in the master data, never at one from the request.
2. **Decision:** does the customer confirm the new account? If not, the AR team lead freezes the case and informs the security officer on the same day.
3. The AR team lead releases a confirmed case back to section 3; the person who made the call must not approve it.

## Service level

| Step | Time |
| --- | --- |
| Case opened | same working day |
| Payment checked | 2 working days |
| Approved or rejected | 2 working days |
| Paid after approval | 3 working days |
| Whole refund | 10 working days |

## Records

The case, the approval and the bank reference are kept for ten years.
`
