"""Who wrote a page is remembered when its draft is discarded: the guard refuses every DELETE."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0003_notice_claim"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="contribution",
            name="page",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="carta_contributions",
                to=settings.WAGTAIL_PAGE_MODEL,
            ),
        ),
    ]
