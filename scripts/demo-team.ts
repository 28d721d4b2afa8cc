/** Six people of the demo: Ada works for both organizations. Everybody can be picked when signing in. */
export const demoTeams = {
  'Penguin Demo Company': [
    { email: 'ada@penguin.example', name: 'Ada Adelie', role: 'owner' },
    { email: 'eric@penguin.example', name: 'Eric Emperor', role: 'campaign_manager' },
    { email: 'gwen@penguin.example', name: 'Gwen Gentoo', role: 'editor' },
    { email: 'chris@penguin.example', name: 'Chris Chinstrap', role: 'compliance_officer' },
  ],
  'Iceberg Demo Trading': [
    { email: 'mara@iceberg.example', name: 'Mara Macaroni', role: 'owner' },
    { email: 'kim@iceberg.example', name: 'Kim King', role: 'viewer' },
    { email: 'ada@penguin.example', name: 'Ada Adelie', role: 'admin' },
  ],
} as const;
