# Le cadre des pages de la modération.
panel-label = Pages de la modération
panel-waiting = en attente
panel-back = Retour à l’accueil
panel-parts = Toutes les parties
panel-today = Aujourd’hui
panel-reports = Signalements
panel-appeals = Recours
panel-sign-ups = Inscriptions
panel-review = Messages retenus
panel-people = Personnes
panel-servers = Serveurs
panel-content = Règles de contenu
panel-media = Images
panel-emoji = Emojis
panel-trends = Tendances
panel-costs = Coûts
panel-storage = Stockage
panel-protection = L’entrée
panel-invites = Invitations
panel-law = Droit
panel-rules = Règles et textes
panel-announcements = Annonces
panel-webhooks = Webhooks
panel-settings = Réglages
panel-roles = Rôles
panel-record = Journal
today-reports = { $n ->
    [one] { $n } signalement attend.
   *[other] { $n } signalements attendent.
}
today-open-reports = signalements ouverts
today-sign-ups = personnes qui demandent à s’inscrire
