/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edits as steps. Going backwards, files are put back before anything is made out of them again:
 * so what remakes stands in front of the files too, as a step that only an undo does.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/step-value.h"
#include "model/trial.h"
#include "plan/plan-host.h"

static int add_why(struct steps *s, const char *why, struct err *err)
{
	return step_set_why(&s->v[s->n - 1], why) < 0 ? err_oom(err) : 0;
}

/* Texts come from configuration files: one that does not fit is refused, not cut. */
static int add(
	struct steps *s, const char *action, const char *target, const char *value, struct err *err)
{
	if (!step_fits(target, value))
		return err_set(err, E2BIG, "'%.60s...' is too long for a step", target);
	return steps_add(s, action, target, value) < 0 ? err_oom(err) : 0;
}

/* Names are added to the words by who does it. */
static int add_packages(struct steps *s, const struct edit_command *c, struct err *err)
{
	char value[STEP_VALUE] = "";
	int r = step_add_argv(value, (const char *const *)c->argv, err);

	if (r == 0)
		r = step_add_argv(value, (const char *const *)c->undo, err);
	if (r == 0)
		r = step_add_argv(value, (const char *const *)c->query, err);
	if (r == 0)
		r = add(s, "package", c->packages, value, err);
	return r < 0 ? r : add_why(s, c->why, err);
}

static int add_command(
	struct steps *s, const struct edit_command *c, const char *action, struct err *err)
{
	char value[STEP_VALUE] = "";
	int r;

	if (c->packages)
		return add_packages(s, c, err);
	r = step_add_argv(value, (const char *const *)c->argv, err);

	if (r == 0 && c->undo)
		r = step_add_argv(value, (const char *const *)c->undo, err);
	if (r == 0)
		r = add(s, action, c->argv[0], value, err);
	return r < 0 ? r : add_why(s, c->why, err);
}

/* What virtfn keeps for itself is root's alone; what takes the place of a file in /etc is not. */
static const char *mode_of(const char *path)
{
	if (strncmp(path, TRIAL_ETC "/", strlen(TRIAL_ETC "/")) == 0)
		return "0644";
	return strncmp(path, "var/lib/virtfn/", strlen("var/lib/virtfn/")) == 0 ? "0600" : "0644";
}

static int add_file(struct steps *s, const struct edit_file *f, struct err *err)
{
	struct step *step;
	int r = add(s, "file", f->path, mode_of(f->path), err);

	if (r < 0)
		return r;
	step = &s->v[s->n - 1];
	if (step_set_bytes(&step->before, f->old, f->old_size) < 0 ||
		step_set_bytes(&step->after, f->text, f->size) < 0)
		return err_oom(err);
	return add_why(s, f->why ? f->why : "", err);
}

/* First into the cache, whose bytes are known, and from there to the package manager. */
static int add_install(struct steps *s, const struct edit_install *i, struct err *err)
{
	const char *const from[] = { i->from, i->sha256, NULL };
	const char *const words[] = { i->sha256, i->name, i->version, i->answer, NULL };
	char fetch[STEP_VALUE] = "", value[STEP_VALUE] = "";
	int r = step_add_argv(fetch, from, err);

	if (r == 0)
		r = add(s, "fetch", i->path, fetch, err);
	if (r == 0)
		r = add_why(s, "what is installed next, and nothing else", err);
	if (r == 0)
		r = step_add_argv(value, (const char *const *)i->install, err);
	if (r == 0)
		r = step_add_argv(value, (const char *const *)i->remove, err);
	if (r == 0)
		r = step_add_argv(value, (const char *const *)i->query, err);
	if (r == 0)
		r = step_add_argv(value, words, err);
	if (r == 0)
		r = add(s, "package-file", i->path, value, err);
	return r < 0 ? r : add_why(s, i->why, err);
}

/* What it is an alternative to comes first; the last word may be missing. */
static int add_image(struct steps *s, const struct edit_image *i, struct err *err)
{
	const char *const words[] = { i->like, i->over, NULL };
	char value[STEP_VALUE] = "";
	int r = step_add_argv(value, (const char *const *)i->argv, err);

	if (r == 0)
		r = step_add_argv(value, words, err);
	if (r == 0)
		r = add(s, "initramfs", i->path, value, err);
	return r < 0 ? r : add_why(s, i->why, err);
}

static int add_attribute(struct steps *s, const struct edit_attribute *a, struct err *err)
{
	int r = add(s, "attribute", a->path, a->value, err);

	return r < 0 ? r : add_why(s, a->why, err);
}

static int add_variable(struct steps *s, const struct edit_variable *v, struct err *err)
{
	int r = add(s, "efi-variable", v->name, v->value, err);

	return r < 0 ? r : add_why(s, v->why, err);
}

static int add_proof(struct steps *s, const struct edit_proof *p, struct err *err)
{
	char value[STEP_VALUE];
	int r = step_set_proof(value, p, err);

	return r < 0 ? r : add(s, "proof", p->path, value, err);
}

enum when {
	WHEN_FIRST,
	WHEN_FILES_ARE_THERE,
	WHEN_ALL_IS_THERE,
	WHEN_ALL_IS_MADE,
};

static enum when when_of(const struct edit_command *c)
{
	if (c->remake)
		return WHEN_ALL_IS_THERE;
	if (c->last)
		return WHEN_ALL_IS_MADE;
	return c->first ? WHEN_FIRST : WHEN_FILES_ARE_THERE;
}

static int add_commands(const struct edits *e, enum when when, struct steps *s, struct err *err)
{
	const char *action = when == WHEN_ALL_IS_MADE    ? "start"
			     : when == WHEN_ALL_IS_THERE ? "remake"
							 : "command";
	int r = 0;

	for (size_t i = 0; i < e->n_commands && r == 0; i++)
		if (when_of(&e->commands[i]) == when)
			r = add_command(s, &e->commands[i], action, err);
	return r;
}

/* Backwards, so that an undo runs them in their order. */
static int add_remakes_of_undo(const struct edits *e, struct steps *s, struct err *err)
{
	int r = 0;

	for (size_t i = e->n_commands; i-- > 0 && r == 0;)
		if (e->commands[i].remake)
			r = add_command(s, &e->commands[i], "remake-undo", err);
	return r;
}

int plan_steps(const struct edits *e, struct steps *ret, struct err *err)
{
	int r;

	if (!edits_any(e))
		return 0;
	r = add_commands(e, WHEN_FIRST, ret, err);
	if (r == 0)
		r = add_remakes_of_undo(e, ret, err);
	/* Taken back before an initramfs is made again without it. */
	for (size_t i = 0; i < e->n_installs && r == 0; i++)
		r = add_install(ret, &e->installs[i], err);
	for (size_t i = 0; i < e->n_files && r == 0; i++)
		if (edit_file_changes(&e->files[i]))
			r = add_file(ret, &e->files[i], err);
	for (size_t i = 0; i < e->n_images && r == 0; i++)
		r = add_image(ret, &e->images[i], err);
	if (r == 0)
		r = add_commands(e, WHEN_FILES_ARE_THERE, ret, err);
	for (size_t i = 0; i < e->n_attributes && r == 0; i++)
		r = add_attribute(ret, &e->attributes[i], err);
	for (size_t i = 0; i < e->n_variables && r == 0; i++)
		r = add_variable(ret, &e->variables[i], err);
	if (r == 0)
		r = add_commands(e, WHEN_ALL_IS_THERE, ret, err);
	if (r == 0)
		r = add_commands(e, WHEN_ALL_IS_MADE, ret, err);
	for (size_t i = 0; i < e->n_proofs && r == 0; i++)
		r = add_proof(ret, &e->proofs[i], err);
	return r;
}
