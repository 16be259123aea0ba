"""A delivery claims a notice before it is mailed, so that two deliveries never mail it twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0002_oficio_length")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="claimed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
