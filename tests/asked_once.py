"""Files of tests that are asked with SQLite alone (see ``conftest.py``).

What they show, refuse or send is drawn from rows that other tests ask of both databases. A search,
a list, a lock, a trigger or a constraint never belongs here.
"""

ONCE = frozenset(
    {
        "tests/carta_pages/public/test_aloud.py",
        "tests/carta_pages/public/test_head_and_weight.py",
        "tests/carta_pages/public/test_layout.py",
        "tests/carta_pages/public/test_manners.py",
        "tests/carta_pages/public/test_method.py",
        "tests/carta_pages/public/test_my_province.py",
        "tests/carta_pages/public/test_observatory.py",
        "tests/carta_pages/public/test_rendering.py",
        "tests/carta_pages/public/test_say.py",
        "tests/carta_pages/public/test_sharing.py",
        "tests/carta_pages/public/test_validity.py",
        "tests/carta_pages/public/test_visual_language.py",
        "tests/cms/demo/test_demo_story.py",
        "tests/cms/page_cache/test_how_it_is_sent.py",
        "tests/cms/page_cache/test_what_is_kept.py",
        "tests/cms/test_admin_look.py",
        "tests/cms/test_entrance.py",
        "tests/cms/test_errors.py",
        "tests/cms/test_handbook.py",
        "tests/cms/test_headers.py",
        "tests/cms/test_request_log.py",
        "tests/cms/test_security_words.py",
        "tests/reports/test_card.py",
        "tests/reports/test_embed.py",
        "tests/reports/test_papers.py",
        "tests/reports/test_press.py",
        "tests/workflows/gate/test_attempts.py",
        "tests/workflows/gate/test_hostile_preferences.py",
        "tests/workflows/gate/test_unexplained.py",
        "tests/workflows/screens/test_furniture.py",
        "tests/workflows/staff/test_escalation.py",
        "tests/workflows/test_oracle.py",
    }
)
