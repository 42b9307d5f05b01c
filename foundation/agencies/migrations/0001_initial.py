import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="索引号里用的拼音缩写，例如 rfbsc。",
                        max_length=30,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "机构代码只用小写字母、数字和连字符，例如 rfbsc。"
                            )
                        ],
                        verbose_name="机构代码",
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="全称")),
                ("short_name", models.CharField(max_length=40, verbose_name="简称")),
                ("kind", models.CharField(max_length=20, verbose_name="类别")),
                (
                    "functions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="职能",
                    ),
                ),
                (
                    "disclosure_office",
                    models.CharField(blank=True, max_length=100, verbose_name="政务公开工作机构名称"),
                ),
                (
                    "disclosure_officer",
                    models.CharField(blank=True, max_length=60, verbose_name="政务公开负责岗位"),
                ),
                ("office_address", models.CharField(blank=True, max_length=200, verbose_name="办公地址")),
                ("office_hours", models.CharField(blank=True, max_length=100, verbose_name="办公时间")),
                ("office_phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("open_for_applications", models.BooleanField(default=False, verbose_name="开通依申请公开")),
                (
                    "sign_levels",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "一级：领导签发"), (2, "两级：部门负责人、领导")],
                        default=2,
                        verbose_name="签发层级",
                    ),
                ),
                ("abolished_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="agencies.agency",
                        verbose_name="上级机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "机构",
                "verbose_name_plural": "机构",
                "ordering": ["kind", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="agency_code_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("open_for_applications", False),
                            models.Q(
                                ("disclosure_office", ""),
                                ("office_address", ""),
                                ("office_hours", ""),
                                ("office_phone", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="agency_open_needs_contacts",
                        violation_error_message="名称、地址、时间、电话四项齐全才能开通依申请公开（PD-4）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sign_levels__in", [1, 2])), name="agency_sign_levels"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("full_name", models.CharField(max_length=40, verbose_name="姓名")),
                (
                    "on_establishment",
                    models.BooleanField(
                        default=True, help_text="在编在岗人员（NM-18）。", verbose_name="在编"
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="手机")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="agencies.agency",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作人员",
                "verbose_name_plural": "工作人员",
                "ordering": ["agency__code", "username"],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalAgency",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "code",
                    models.CharField(
                        db_index=True,
                        help_text="索引号里用的拼音缩写，例如 rfbsc。",
                        max_length=30,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "机构代码只用小写字母、数字和连字符，例如 rfbsc。"
                            )
                        ],
                        verbose_name="机构代码",
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=100, verbose_name="全称")),
                ("short_name", models.CharField(max_length=40, verbose_name="简称")),
                ("kind", models.CharField(max_length=20, verbose_name="类别")),
                (
                    "functions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="职能",
                    ),
                ),
                (
                    "disclosure_office",
                    models.CharField(blank=True, max_length=100, verbose_name="政务公开工作机构名称"),
                ),
                (
                    "disclosure_officer",
                    models.CharField(blank=True, max_length=60, verbose_name="政务公开负责岗位"),
                ),
                ("office_address", models.CharField(blank=True, max_length=200, verbose_name="办公地址")),
                ("office_hours", models.CharField(blank=True, max_length=100, verbose_name="办公时间")),
                ("office_phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("open_for_applications", models.BooleanField(default=False, verbose_name="开通依申请公开")),
                (
                    "sign_levels",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "一级：领导签发"), (2, "两级：部门负责人、领导")],
                        default=2,
                        verbose_name="签发层级",
                    ),
                ),
                ("abolished_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="上级机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 机构",
                "verbose_name_plural": "historical 机构",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRoleGrant",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("role", models.CharField(max_length=30, verbose_name="角色")),
                ("countywide", models.BooleanField(editable=False, verbose_name="县级角色")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="县级角色留空。",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="单位",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 角色授予",
                "verbose_name_plural": "historical 角色授予",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStaff",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        db_index=True,
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("full_name", models.CharField(max_length=40, verbose_name="姓名")),
                (
                    "on_establishment",
                    models.BooleanField(
                        default=True, help_text="在编在岗人员（NM-18）。", verbose_name="在编"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="单位",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 工作人员",
                "verbose_name_plural": "historical 工作人员",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=30, verbose_name="角色")),
                ("countywide", models.BooleanField(editable=False, verbose_name="县级角色")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        help_text="县级角色留空。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="agencies.agency",
                        verbose_name="单位",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "角色授予",
                "verbose_name_plural": "角色授予",
                "ordering": ["staff", "role"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "role", "agency"), name="rolegrant_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency__isnull", True), ("countywide", True)),
                            models.Q(("agency__isnull", False), ("countywide", False)),
                            _connector="OR",
                        ),
                        name="rolegrant_county_roles_have_no_agency",
                        violation_error_message="县级角色不属于某一单位，其他角色必须选定单位。",
                    ),
                ],
            },
        ),
    ]
