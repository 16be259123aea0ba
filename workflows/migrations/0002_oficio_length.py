from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="remission_oficio",
            field=models.CharField(blank=True, max_length=120, verbose_name="oficio de remisión"),
        ),
    ]
