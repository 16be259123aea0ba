from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Papel")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the pages their papers and their embed, and the admin its screen."""
        from carta_pages.public import routes
        from reports import access, gate, papers
        from reports.views import card
        from reports.views.embed import embed
        from reports.views.papers import no_words, point_words, serve_local, serve_paper

        access.declare_registers()
        for word in {paper.word for paper in papers.PAPERS}:
            routes.register(word, routes.Route(no_words, serve_paper(word)))
        routes.register(papers.LOCAL_WORD, routes.Route(point_words, serve_local))
        routes.register(papers.EMBED_WORD, routes.Route(no_words, embed))
        routes.register(card.WORD, routes.Route(no_words, card.serve_card))
        routes.offers.register(papers.offered)
        routes.page_pictures.register(card.picture_of)
        routes.portal_pictures.register(card.picture_of_portal)
        gate.declare_rows()
