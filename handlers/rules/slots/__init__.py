"""What can be booked, and when: one set of rules for offering, holding, confirming, moving and booking by staff."""
