/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does somebody want this host to be? The files are found and put together here; what they
 * mean is model/wish-host.h.
 */
#include "facts/wish-files.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-yaml.h"

int wish_read_text(struct wish_host *wish, const char *name, const struct root_file *file,
	struct conf_problems *problems, struct err *err)
{
	_cleanup_(conf_node_done) struct conf_node top = { 0 };
	struct yaml_source source = { .text = file->text, .size = file->size };
	int r;

	source.file = wish_host_file(wish, name);
	if (!source.file)
		return err_oom(err);
	r = ext_yaml_parse(&source, &top, problems, err);
	if (r == 0)
		r = wish_host_load(wish, &top, problems, err);
	return r < 0 ? r : 0;
}

/* 0 also when it is not there. */
static int read_one(const struct root *root, const char *path, struct wish_host *wish,
	struct conf_problems *problems, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_free_ char *name = str_printf("%s/%s", root->path, path);
	/* One more than allowed: who parses it says so with the file's name. */
	int r = root_read_bytes(root, YAML_BYTES + 1, &file, err, path);

	if (r == -ENOENT)
		return 0;
	if (r == -EFBIG && name)
		return err_set(err, EFBIG, "%s is too large; 256 KiB is the most", name);
	if (r < 0)
		return err_wrap(err, "cannot read what is wished for");
	return name ? wish_read_text(wish, name, &file, problems, err) : err_oom(err);
}

static bool is_yaml(const char *name)
{
	size_t n = strlen(name);

	return name[0] != '.' && n > 5 && str_eq(name + n - 5, ".yaml");
}

int wish_read(const struct root *root, struct wish_host *ret, struct conf_problems *problems,
	struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	int r = read_one(root, WISH_FILE, ret, problems, err);

	if (r == 0)
		r = root_list(root, &names, err, WISH_FOLDER);
	if (r == -ENOENT)
		r = 0;
	if (r < 0)
		return r;
	for (size_t i = 0; i < names.n && r == 0; i++) {
		_cleanup_free_ char *path = str_printf(WISH_FOLDER "/%s", names.v[i]);

		if (!path)
			return err_oom(err);
		if (is_yaml(names.v[i]))
			r = read_one(root, path, ret, problems, err);
	}
	if (r < 0)
		return r;
	wish_host_check(ret, problems);
	conf_problems_sort(problems);
	return problems->failed ? err_oom(err) : 0;
}

int wish_refuse(const struct conf_problems *problems, struct err *err)
{
	_cleanup_free_ char *place = NULL;
	size_t others;

	if (!conf_problems_any(problems))
		return 0;
	if (problems->n == 0)
		return err_oom(err);
	place = conf_place_text(problems->v[0].at);
	others = problems->n - 1 + problems->more;
	(void)err_set(err, EINVAL, "%s: %s", place ? place : "", problems->v[0].text);
	if (others > 0)
		return err_hint(err, "and %zu more; see virtfn config check", others);
	return -EINVAL;
}
