/** A brand that is bound, and a campaign to register: YAML up to the numbers of the campaign. */
export const BILLING = `brands:
  acme:
    id: BVDK2M7
campaigns:
  billing:
    brand: acme
    useCase: account-notification
    description: Invoices and payment reminders for patients of Acme Dental, and answers to their questions.
    callToAction: Patients tick the SMS box on the payment form at https://acme-dental.example/pay
    privacyPolicy: https://acme-dental.example/privacy
    optIn:
      keywords: [START]
      message: "Acme Dental: you are subscribed to billing texts. Msg & data rates may apply. Reply HELP for help, STOP to opt out."
    optOut:
      keywords: [STOP]
      message: "Acme Dental: you are unsubscribed and get no more billing texts."
    help:
      keywords: [HELP]
      message: "Acme Dental: call 408 555 0100 or write to help@acme-dental.example."
    samples:
      - "Acme Dental: your invoice of July is ready at https://acme-dental.example/pay. Reply STOP to opt out."
      - "Acme Dental: thank you, we have received your payment."
    fee:
      accepted: 89
`;
